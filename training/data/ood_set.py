"""Out-of-distribution images: images that are not chest films, and films of another population."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from cxr.errors import FilmRefused
from cxr.imaging.reader import Radiograph, read
from training.data.catalog import list_populations, pixel_digest
from training.data.labelled_film import Film
from training.data.synthetic_negatives import make_synthetic_negatives
from training.errors import TrainingError

T = TypeVar("T")

SYNTHETIC = 20
"""Synthetic images of each kind to train on, beside the real ones."""

_SUFFIXES = {".jpeg", ".jpg", ".png"}


@dataclass(frozen=True, slots=True)
class OodSet:
    """Out-of-distribution images, one half to train on and one half held out.

    ``non_chest`` are images that are not chest films, by the folder that contains them, and the names
    are their paths below the folder of all of them. ``other_population`` are labelled films. No patient
    of these has films in both halves. Other images have no known patient, so each is assigned by
    itself: one patient's may be in both halves, but no held-out image equals one of the other half.
    """

    non_chest_train: dict[str, list[Radiograph]]
    non_chest_holdout: dict[str, list[Radiograph]]
    other_population_train: list[Film]
    other_population_holdout: list[Film]
    synthetic: list[Radiograph]
    non_chest_train_names: tuple[str, ...] = ()
    non_chest_holdout_names: tuple[str, ...] = ()

    def summary(self) -> dict[str, int]:
        """Return the number of images of each kind in the half to train on."""
        non_chest = {name: len(images) for name, images in self.non_chest_train.items()}
        films = {self.other_population_train[0].population: len(self.other_population_train)}
        return {**non_chest, **films, "drawn": len(self.synthetic)}


def load_ood_set(non_chest: Path, other_population: str, seed: int) -> OodSet:
    """Read the images below ``non_chest``, list the population (DIR or NAME=DIR), and halve both.

    Raise TrainingError if there is nothing to read, or too little for two halves.
    """
    images = _images(non_chest)
    train, holdout = halve(images, [name for name, _ in images], seed)
    known = {pixel_digest(image.image) for _, image in train}
    holdout = [(name, image) for name, image in holdout if pixel_digest(image.image) not in known]
    films = list_populations([other_population], option="--other-population")
    films_train, films_holdout = halve(films, [film.patient for film in films], seed)
    for option, half in (
        (f"--non-chest {non_chest}", holdout),
        (f"--other-population {other_population}", films_holdout),
    ):
        if not half:
            raise TrainingError(f"{option} contains too little: half of it is held out; add some")
    return OodSet(
        non_chest_train=_by_folder(train),
        non_chest_holdout=_by_folder(holdout),
        other_population_train=films_train,
        other_population_holdout=films_holdout,
        synthetic=make_synthetic_negatives(SYNTHETIC, seed),
        non_chest_train_names=tuple(name for name, _ in train),
        non_chest_holdout_names=tuple(name for name, _ in holdout),
    )


def halve(members: Sequence[T], groups: Sequence[str], seed: int) -> tuple[list[T], list[T]]:
    """Return two halves of ``members``, by halves of their ``groups``: each group is in one half."""
    names = sorted(set(groups))
    np.random.default_rng(seed).shuffle(names)
    first = set(names[::2])
    pairs = list(zip(members, groups, strict=True))
    return [m for m, group in pairs if group in first], [m for m, group in pairs if group not in first]


def _images(folder: Path) -> list[tuple[str, Radiograph]]:
    """Return every readable image below ``folder``, sorted, with its path below it."""
    images = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in _SUFFIXES):
        try:
            images.append((path.relative_to(folder).as_posix(), read(path.read_bytes())))
        except FilmRefused:
            continue  # the service refuses it before the model
    if not images:
        raise TrainingError(f"--non-chest {folder} contains no images that can be read")
    return images


def _by_folder(images: Sequence[tuple[str, Radiograph]]) -> dict[str, list[Radiograph]]:
    """Group by the first folder of the name; "foreign" for images in none."""
    folders: dict[str, list[Radiograph]] = {}
    for name, image in images:
        folder, slash, _ = name.partition("/")
        folders.setdefault(folder if slash else "foreign", []).append(image)
    return folders
