"""The pictures of a run: films with masks, films of other populations, pictures that are not chest films."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.inference.preprocessing import FILM_SIDE, to_square
from training.data.arrays import Pixels
from training.data.catalog import load_pixels, targets
from training.data.halves import halve
from training.data.labelled_film import Film
from training.data.other_films import list_other_films
from training.data.synthetic_negatives import make_synthetic_negatives
from training.errors import TrainingError
from training.screening.batches import ScreeningFilms
from training.screening.masks import load_masks

SYNTHETIC = 20
"""Synthetic pictures of each kind to train on, beside the real ones."""

SUFFIXES = {".jpeg", ".jpg", ".png"}


@dataclass(frozen=True, slots=True)
class Halves:
    """Pictures by name of their source: one half to train on, the other held out."""

    train: dict[str, Pixels]
    holdout: dict[str, Pixels]


def load_films(
    films: Sequence[Film], lungs: Path, others: Halves, non_chest: Halves, seed: int
) -> ScreeningFilms:
    """Load what the network is trained on. Raise TrainingError if films or masks cannot be read."""
    masks, has_mask = load_masks(films, lungs)
    drawn = [to_square(image) for image in make_synthetic_negatives(SYNTHETIC, seed)]
    return ScreeningFilms(
        films=load_pixels(films, FILM_SIDE)[..., 0],
        masks=masks,
        has_mask=has_mask,
        truth=targets(films),
        others=np.concatenate([*others.train.values()]),
        non_chest=np.concatenate([*non_chest.train.values(), np.stack(drawn)]),
    )


def load_others(specs: Sequence[str], seed: int, left_out: str | None = None) -> Halves:
    """Load the films of other populations, in halves by patient. ``left_out`` is held out as a whole.

    Raise TrainingError if a population cannot be read, or is too small for two halves.
    """
    train, holdout = dict[str, Pixels](), dict[str, Pixels]()
    for spec in specs:
        name, films = list_other_films(spec)
        first, second = halve(films, [film.patient for film in films], seed)
        if name == left_out:
            first, second = [], films
        if not second or not (first or name == left_out):
            raise TrainingError(
                f"--other-population {spec} contains too little: half of it is held out; add some"
            )
        if first:
            train[name] = load_pixels(first, FILM_SIDE)[..., 0]
        holdout[name] = load_pixels(second, FILM_SIDE)[..., 0]
    if left_out and left_out not in holdout:
        raise TrainingError(
            f"--leave-out {left_out} names no --other-population; known are {', '.join(holdout)}"
        )
    if not train:
        raise TrainingError("no --other-population is left to train on; give another one")
    return Halves(train, holdout)


def load_non_chest(folder: Path, seed: int) -> Halves:
    """Load the pictures below ``folder``, in halves, by the folder that has them.

    What the reader refuses is left out. Raise TrainingError if there is too little for two halves.
    """
    squares = [(path.relative_to(folder), square) for path in _files(folder) for square in _square(path)]
    halves = halve(squares, [name.as_posix() for name, _ in squares], seed)
    if not all(halves):
        raise TrainingError(f"--non-chest {folder} contains too little: half of it is held out; add some")
    train, holdout = (
        {name: _stacked(half, name) for name in sorted({path.parts[0] for path, _ in half})}
        for half in halves
    )
    return Halves(train, holdout)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def _square(path: Path) -> list[Pixels]:
    try:
        return [to_square(read(path.read_bytes()))]
    except FilmRefused:
        return []


def _stacked(half: Sequence[tuple[Path, Pixels]], name: str) -> Pixels:
    return np.stack([square for path, square in half if path.parts[0] == name])
