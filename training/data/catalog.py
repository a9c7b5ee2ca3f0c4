"""Lists the films of all populations, each image once, and loads their pixels."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, get_args

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.inference.preprocessing import to_square
from training.data.arrays import Floats, Pixels
from training.data.datasets import folders, kaggle, nih, rsna
from training.data.labelled_film import Dataset, Film, Part
from training.errors import TrainingError

DATASETS: tuple[Dataset, ...] = (nih, rsna, folders, kaggle)
"""In the order in which a folder is tried: the first ones have files that no other has."""

_NAME = re.compile(r"[\w.-]+")

_NO_FILM = "{} contains no film labelled normal or pneumonia; add films of both"

_NAMED = 5
"""Unreadable films that an error names; the others are counted."""

T = TypeVar("T")


def list_populations(specs: Sequence[str], part: Part = "train", option: str = "--data") -> list[Film]:
    """Return the films of one part of each population, each image once.

    A spec is ``DIR``, or ``NAME=DIR`` to name the population; ``option`` is where the user gave it. The
    layout follows from the files in ``DIR``. Films of ``test`` are listed as published, with repeated
    ones, because published results count them so; a population without a test part adds none. No
    patient of a ``test`` part is in any ``train`` part: two populations may share a patient.
    Raise TrainingError if a layout is unknown or incomplete, a population has one class only, a film
    cannot be read, or two populations have the same name.
    """
    listed = _listed(specs, part, option)
    return listed if part == "test" else _without_duplicates(listed)


def list_published(specs: Sequence[str]) -> list[tuple[Path, list[Film]]]:
    """Return the folder of each population, and the films of its parts together. No film is read.

    Raise TrainingError if a layout is unknown or incomplete, a population has no film, or two populations
    have the same name.
    """
    published = []
    for name, folder, dataset in _populations(specs, "--data"):
        films = [film for part in get_args(Part) for film in dataset.list_films(folder, name, part)]
        if not films:
            raise TrainingError(_NO_FILM.format(folder))
        published.append((folder, films))
    return published


def list_patients(specs: Sequence[str]) -> set[str]:
    """Return the patients of the ``train`` parts of ``specs``. No film is read."""
    return {film.patient for film in _listed(specs, "train", "--data")}


def list_films(folder: Path) -> list[Film]:
    """Return the films in ``folder/NORMAL`` and ``folder/PNEUMONIA`` with Kaggle's file names, sorted.

    Each image is listed once. Raise TrainingError if a class folder is missing or empty, a film cannot
    be read, or a file name does not contain the patient.
    """
    return _without_duplicates(kaggle.list_part(folder))


def load_pixels(films: Sequence[Film], size: int) -> Pixels:
    """Return the films squashed to squares, as they are served: (films, size, size, 1) uint8, 0-255.

    The pixels come from the code that serves, so that training and serving cannot drift apart.
    Raise TrainingError with the names of films that cannot be read.
    """
    pixels = np.empty((len(films), size, size, 1), np.uint8)
    for row, pixels_of_film in zip(pixels, each_square(films, size), strict=True):
        row[:] = pixels_of_film[..., None]
    return pixels


def each_square(films: Sequence[Film], size: int) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield each film as ``load_pixels`` returns it, (size, size), and keep none in memory.

    At the end, raise TrainingError with the names of films that cannot be read.
    """
    return _each(films, lambda film: to_square(read(film.path.read_bytes()), size))


def targets(films: Sequence[Film]) -> Floats:
    """Return (films,) float32: 1 for pneumonia, 0 for normal."""
    return np.array([film.target for film in films], np.float32)


def fingerprint(films: Sequence[Film]) -> str:
    """Return the SHA-256 of population, file name and content of every film, in any order.

    Raise TrainingError with the names of films that cannot be read.
    """
    rows = _each(
        films,
        lambda film: (film.population, film.path.name, hashlib.sha256(film.path.read_bytes()).hexdigest()),
    )
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def pixel_digest(image: Image.Image) -> bytes:
    """Return the SHA-256 of the pixels. The same image in two lossless formats has one digest."""
    return hashlib.sha256(repr(image.size).encode() + image.tobytes()).digest()


def find_population(spec: str, option: str) -> tuple[str, Path, Dataset | None]:
    """Return name and folder of a spec, and its dataset if the layout is known.

    Raise TrainingError if there is no such folder, or the name is not one.
    """
    given, equals, rest = spec.partition("=")
    named = bool(equals) and not Path(spec).exists()
    if named and not _NAME.fullmatch(given):
        raise TrainingError(f"{option} {spec}: a population's name has letters, digits, '_', '-' and '.'")
    folder = Path(rest if named else spec)
    if not folder.is_dir():
        raise TrainingError(f"{option} {spec}: {folder} is no folder; give DIR or NAME=DIR")
    dataset = next((dataset for dataset in DATASETS if dataset.recognizes(folder)), None)
    default = dataset.DEFAULT_NAME if dataset else None
    return given if named else default or folder.resolve().name, folder, dataset


def _listed(specs: Sequence[str], part: Part, option: str) -> list[Film]:
    films, test_patients = list[Film](), set[str]()
    for name, folder, dataset in _populations(specs, option):
        listed = dataset.list_films(folder, name, part)
        _require_both_classes(listed, folder, part)
        films += listed
        if part == "train":
            test_patients |= {film.patient for film in dataset.list_films(folder, name, "test")}
    return [film for film in films if film.patient not in test_patients]


def _populations(specs: Sequence[str], option: str) -> Iterator[tuple[str, Path, Dataset]]:
    """Yield name, folder and dataset of each spec. Raise TrainingError if two have the same name."""
    names = set[str]()
    for spec in specs:
        name, folder, dataset = find_population(spec, option)
        if not dataset:
            known = "; ".join(one.LAYOUT for one in DATASETS)
            raise TrainingError(f"{option} {spec}: {folder} has no known layout. Known are: {known}")
        if name in names:
            raise TrainingError(f"two {option} have the name '{name}'; give one as NAME={folder}")
        names.add(name)
        yield name, folder, dataset


def _require_both_classes(films: list[Film], folder: Path, part: Part) -> None:
    if not films and part == "train":
        raise TrainingError(_NO_FILM.format(folder))
    if len({film.target for film in films}) == 1:
        present, absent = ("pneumonia", "normal") if films[0].target else ("normal", "pneumonia")
        raise TrainingError(
            f"{folder} contains films of one class only ({present}); add films that are {absent}"
        )


def _without_duplicates(films: list[Film]) -> list[Film]:
    """Keep the first of films with equal pixels."""
    digests = _each(films, lambda film: pixel_digest(read(film.path.read_bytes()).image))
    first: dict[bytes, Film] = {}
    for film, digest in zip(films, digests, strict=True):
        first.setdefault(digest, film)
    return list(first.values())


def _each(films: Sequence[Film], use: Callable[[Film], T]) -> Iterator[T]:
    """Yield ``use`` of each film. At the end, raise TrainingError if some films could not be read."""
    unreadable = []
    for film in films:
        try:
            result = use(film)
        except (OSError, FilmRefused) as e:
            unreadable.append(f"{film.path} ({e})")
        else:
            yield result
    if unreadable:
        named = "; ".join(unreadable[:_NAMED]) + ("; ..." if len(unreadable) > _NAMED else "")
        raise TrainingError(
            f"{len(unreadable)} of {len(films)} films cannot be read: {named}. Remove or replace them"
        )
