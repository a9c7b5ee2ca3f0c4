"""The films to learn from: of which populations, each picture once, as pixels."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.classifier import model_input
from cxr.errors import FilmRefused
from cxr.radiograph import read
from training.data.datasets import folders, kaggle, nih, rsna
from training.data.labelled_film import Film, Kind, Layout, Part
from training.errors import TrainingError

__all__ = [
    "Film",
    "Kind",
    "Part",
    "digest",
    "fingerprint",
    "list_films",
    "list_patients",
    "list_populations",
    "load_pixels",
    "targets",
]

LAYOUTS: tuple[Layout, ...] = (nih, rsna, folders, kaggle)
"""In the order in which a folder is tried: the first have files that no other has."""

_NAME = re.compile(r"[\w.-]+")

_SHOWN = 5
"""Unreadable films that are named; the others are counted."""

T = TypeVar("T")


def list_populations(specs: Sequence[str], part: Part = "train", option: str = "--data") -> list[Film]:
    """The films of one part of each population, each picture once.

    A spec is ``DIR``, or ``NAME=DIR`` to name the population: what was given to ``option``. The
    layout is recognized by what lies in ``DIR``. Of ``test``, the films come as they are published,
    repeated ones too, since others have counted them so; a population without such a part has none.
    A patient of any ``test`` is in no ``train``: two populations may have films of one patient.
    Raises TrainingError where a folder is of no known layout, incomplete or of one class only, a
    film cannot be read, or two populations have the same name.
    """
    listed = _listed(specs, part, option)
    return listed if part == "test" else _without_duplicates(listed)


def list_patients(specs: Sequence[str]) -> set[str]:
    """The groups of all films to learn from in the populations ``specs``, without reading any film."""
    return {film.group for film in _listed(specs, "train", "--data")}


def _listed(specs: Sequence[str], part: Part, option: str) -> list[Film]:
    films, tested, names = list[Film](), set[str](), set[str]()
    for spec in specs:
        name, folder, layout = _population(spec, option)
        if name in names:
            raise TrainingError(f"two {option} are called '{name}'; give one as NAME={folder}")
        names.add(name)
        own = layout.list_films(folder, name, part)
        _require_both_classes(own, folder, part)
        films += own
        if part == "train":
            tested |= {film.group for film in layout.list_films(folder, name, "test")}
    return [film for film in films if film.group not in tested]


def list_films(folder: Path) -> list[Film]:
    """The films under ``folder/NORMAL`` and ``folder/PNEUMONIA``, named as Kaggle has them, sorted.

    Each picture comes once. Raises TrainingError where a class folder is missing or empty, a film
    cannot be read, or a file name tells no patient.
    """
    return _without_duplicates(kaggle.list_part(folder))


def load_pixels(films: list[Film], size: int) -> npt.NDArray[np.uint8]:
    """The films as the served model sees them: (films, size, size, 1) uint8, 0-255.

    Goes through the code that serves, so that training and serving cannot drift apart.
    Raises TrainingError naming the films that cannot be read.
    """
    pixels = np.empty((len(films), size, size, 1), np.uint8)
    inputs = _each(films, lambda film: model_input(read(film.path.read_bytes()), size))
    for row, pixels_of_film in zip(pixels, inputs, strict=True):
        row[:] = pixels_of_film[0]
    return pixels


def targets(films: list[Film]) -> npt.NDArray[np.float32]:
    """(films,) float32: 1 for pneumonia, 0 for normal."""
    return np.array([film.target for film in films], np.float32)


def fingerprint(films: Sequence[Film]) -> str:
    """SHA-256 over population, file name and content of every film, whatever their order.

    Raises TrainingError naming the films that cannot be read.
    """
    rows = _each(
        films,
        lambda film: (film.population, film.path.name, hashlib.sha256(film.path.read_bytes()).hexdigest()),
    )
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def _population(spec: str, option: str) -> tuple[str, Path, Layout]:
    """Name, folder and layout of what was given to ``option``."""
    given, equals, rest = spec.partition("=")
    named = bool(equals) and not Path(spec).exists()
    if named and not _NAME.fullmatch(given):
        raise TrainingError(f"{option} {spec}: a population is called by letters, digits, '_', '-' and '.'")
    folder = Path(rest if named else spec)
    if not folder.is_dir():
        raise TrainingError(f"{option} {spec}: {folder} is no folder; give DIR or NAME=DIR")
    for layout in LAYOUTS:
        if layout.recognizes(folder):
            return given if named else layout.DEFAULT_NAME or folder.resolve().name, folder, layout
    known = "; ".join(layout.LOOK for layout in LAYOUTS)
    raise TrainingError(f"{option} {spec}: {folder} is of no known layout. Known are: {known}")


def _require_both_classes(films: list[Film], folder: Path, part: Part) -> None:
    if not films and part == "train":
        raise TrainingError(f"{folder} tells of no film that is normal or pneumonia; add films of both")
    if len({film.target for film in films}) == 1:
        shown, lacking = ("pneumonia", "normal") if films[0].target else ("normal", "pneumonia")
        raise TrainingError(f"{folder} holds films of one class only ({shown}); add films that are {lacking}")


def _without_duplicates(films: list[Film]) -> list[Film]:
    """Keep the first of films that are equal pixel for pixel."""
    first: dict[bytes, Film] = {}
    for film, pixels in zip(
        films, _each(films, lambda film: digest(read(film.path.read_bytes()).image)), strict=True
    ):
        first.setdefault(pixels, film)
    return list(first.values())


def digest(image: Image.Image) -> bytes:
    """Of the pixels; the same for one picture in two formats."""
    return hashlib.sha256(repr(image.size).encode() + image.tobytes()).digest()


def _each(films: Sequence[Film], use: Callable[[Film], T]) -> Iterator[T]:
    """What ``use`` makes of each film; at the end, TrainingError naming those it could not read."""
    unreadable = []
    for film in films:
        try:
            result = use(film)
        except (OSError, FilmRefused) as e:
            unreadable.append(f"{film.path} ({e})")
        else:
            yield result
    if unreadable:
        named = "; ".join(unreadable[:_SHOWN]) + ("; ..." if len(unreadable) > _SHOWN else "")
        raise TrainingError(
            f"{len(unreadable)} of {len(films)} films cannot be read: {named}. Remove or replace them"
        )
