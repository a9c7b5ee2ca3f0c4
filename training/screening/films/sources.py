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
from training.data.labelled_film import Film
from training.data.other_films import list_other_films
from training.data.split.halves import halve
from training.data.synthetic_negatives import make_synthetic_negatives
from training.errors import TrainingError
from training.screening.films.batches import ScreeningFilms
from training.screening.films.masks import require_masks

SYNTHETIC = 20
"""Synthetic pictures of each kind to train on, beside the real ones."""

SUFFIXES = {".jpeg", ".jpg", ".png"}


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of one source: the names of their files, and squares (n, 224, 224) uint8."""

    files: tuple[str, ...]
    squares: Pixels


@dataclass(frozen=True, slots=True)
class ScopeSet:
    """Pictures by name of their source: one half to train on, the other held out.

    No held-out picture equals one that is trained on.
    """

    train: dict[str, Pictures]
    holdout: dict[str, Pictures]

    def joined(self, other: "ScopeSet") -> "ScopeSet":
        """Return the sources of both. Raise TrainingError if two have one name."""
        if taken := {*self.train, *self.holdout} & {*other.train, *other.holdout}:
            raise TrainingError(
                f"two sources have the name '{min(taken)}'; give --other-population as NAME=DIR"
            )
        return ScopeSet(self.train | other.train, self.holdout | other.holdout)


def load_films(
    films: Sequence[Film], lungs: Path, others: ScopeSet, non_chest: ScopeSet, seed: int
) -> ScreeningFilms:
    """Load what the network is trained on. Raise TrainingError if films or masks cannot be read."""
    masks, has_mask = require_masks(films, lungs)
    drawn = [to_square(image) for image in make_synthetic_negatives(SYNTHETIC, seed)]
    return ScreeningFilms(
        films=load_pixels(films, FILM_SIDE)[..., 0],
        masks=masks,
        has_mask=has_mask,
        truth=targets(films),
        others=np.concatenate([half.squares for half in others.train.values()]),
        non_chest=np.concatenate([*(half.squares for half in non_chest.train.values()), np.stack(drawn)]),
    )


def load_others(specs: Sequence[str], seed: int, left_out: str | None = None) -> ScopeSet:
    """Load the films of other populations, in halves by patient. ``left_out`` is held out as a whole.

    Raise TrainingError if a population cannot be read, or is too small for two halves.
    """
    loaded = ScopeSet({}, {})
    for spec in specs:
        name, films = list_other_films(spec)
        first, second = halve(films, [film.patient for film in films], seed)
        if name == left_out:
            first, second = [], films
        elif not second:
            raise TrainingError(
                f"--other-population {spec} contains too little: half of it is held out; add some"
            )
        loaded = loaded.joined(_without_copies(name, _pictures(first), _pictures(second)))
    if left_out and left_out not in loaded.holdout:
        known = ", ".join(loaded.holdout)
        raise TrainingError(f"--leave-out {left_out} names no --other-population; known are {known}")
    if not loaded.train:
        raise TrainingError("no --other-population is left to train on; give another one")
    return loaded


def load_non_chest(folder: Path, seed: int) -> ScopeSet:
    """Load the pictures below ``folder``, in halves, by the folder that has them.

    What the reader refuses is left out. Raise TrainingError if there is too little for two halves.
    """
    squares = [(path.relative_to(folder), square) for path in _files(folder) for square in _square(path)]
    halves = halve(squares, [path.as_posix() for path, _ in squares], seed)
    if not all(halves):
        raise TrainingError(f"--non-chest {folder} contains too little: half of it is held out; add some")
    loaded = ScopeSet({}, {})
    for name in sorted({_source(path) for path, _ in squares}):
        first, second = ([one for one in half if _source(one[0]) == name] for half in halves)
        loaded = loaded.joined(_without_copies(name, _named(first), _named(second)))
    return loaded


def _source(path: Path) -> str:
    """Return the folder that contains a picture, "unsorted" if it is in none."""
    return path.parts[0] if len(path.parts) > 1 else "unsorted"


def _without_copies(name: str, train: Pictures, holdout: Pictures) -> ScopeSet:
    """Return both halves, without held-out pictures that are in the other half and without empty halves."""
    known = {square.tobytes() for square in train.squares}
    kept = [index for index, square in enumerate(holdout.squares) if square.tobytes() not in known]
    holdout = Pictures(tuple(holdout.files[index] for index in kept), holdout.squares[kept])
    return ScopeSet(*({name: half} if half.files else {} for half in (train, holdout)))


def _pictures(films: Sequence[Film]) -> Pictures:
    names = tuple(f"{film.path.parent.name}/{film.path.name}" for film in films)
    return Pictures(names, load_pixels(films, FILM_SIDE)[..., 0])


def _named(squares: Sequence[tuple[Path, Pixels]]) -> Pictures:
    empty = np.empty((0, FILM_SIDE, FILM_SIDE), np.uint8)
    return Pictures(
        tuple(path.as_posix() for path, _ in squares),
        np.stack([square for _, square in squares]) if squares else empty,
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def _square(path: Path) -> list[Pixels]:
    try:
        return [to_square(read(path.read_bytes()))]
    except FilmRefused:
        return []
