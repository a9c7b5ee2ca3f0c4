"""The Kaggle chest-xray-pneumonia folders: which films there are, whose they are, what they show."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.classifier import model_input
from cxr.errors import FilmRefused
from cxr.radiograph import read
from training.errors import TrainingError

Kind = Literal["normal", "bacteria", "virus"]

_PERSON = re.compile(r"(person\d+)_(bacteria|virus)_\d+")
_NORMAL = re.compile(r"((?:NORMAL2-)?IM-\d+)-")


@dataclass(frozen=True, slots=True)
class Film:
    """A labelled film. ``group`` is the patient, as far as the file name tells."""

    path: Path
    group: str
    kind: Kind

    @property
    def target(self) -> int:
        """1 for pneumonia, 0 for normal."""
        return int(self.kind != "normal")


def list_films(folder: Path, keep_duplicates: bool = False) -> list[Film]:
    """The films under ``folder/NORMAL`` and ``folder/PNEUMONIA``, sorted, each picture once.

    ``keep_duplicates`` is for a published benchmark, whose films others have counted as they are.
    Raises TrainingError where a class folder is missing or empty, or a file name tells no patient.
    """
    films = []
    for name in ("NORMAL", "PNEUMONIA"):
        paths = sorted(p for p in (folder / name).glob("*") if p.suffix.lower() in {".jpeg", ".jpg", ".png"})
        if not paths:
            raise TrainingError(
                f"{folder / name} holds no films; --data takes the folder with train/ and test/"
            )
        films += [_film(path) for path in paths]
    return films if keep_duplicates else _without_duplicates(films)


def _film(path: Path) -> Film:
    if match := _PERSON.match(path.name):
        kind: Kind = "bacteria" if match[2] == "bacteria" else "virus"
        return Film(path, match[1], kind)
    if match := _NORMAL.match(path.name):
        return Film(path, match[1], "normal")
    raise TrainingError(f"{path}: the file name does not tell the patient, so the split could leak")


def _without_duplicates(films: list[Film]) -> list[Film]:
    """Keep the first of films that are equal pixel for pixel."""
    first: dict[bytes, Film] = {}
    for film in films:
        with Image.open(film.path) as picture:
            pixels = hashlib.sha256(repr(picture.size).encode() + picture.convert("L").tobytes()).digest()
        first.setdefault(pixels, film)
    return list(first.values())


def load_pixels(films: list[Film], size: int) -> npt.NDArray[np.uint8]:
    """The films as the served model sees them: (films, size, size, 1) uint8, 0-255.

    Goes through the code that serves, so that training and serving cannot drift apart.
    Raises TrainingError naming the file that cannot be read.
    """
    pixels = np.empty((len(films), size, size, 1), np.uint8)
    for row, film in zip(pixels, films, strict=True):
        try:
            row[:] = model_input(read(film.path.read_bytes()), size)[0]
        except (OSError, FilmRefused) as e:
            raise TrainingError(f"{film.path} cannot be read ({e}); remove or replace it") from e
    return pixels


def targets(films: list[Film]) -> npt.NDArray[np.float32]:
    """(films,) float32: 1 for pneumonia, 0 for normal."""
    return np.array([film.target for film in films], np.float32)
