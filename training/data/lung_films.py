"""Films with their lungs, as the finding network is trained on them."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cxr.inference.classifier import load_network
from cxr.inference.lungs import Chest, cut_out_lungs, whole_film
from cxr.inference.model_card import Screening
from cxr.inference.preprocessing import FILM_SIDE
from cxr.inference.screening import Network, screen
from training.data.arrays import Floats, Pixels
from training.data.catalog import each_square, targets
from training.data.labelled_film import Film


@dataclass(frozen=True, slots=True)
class ScreeningFile:
    """The screening network: the content of its file, its part of the model card, and its figures."""

    content: bytes
    card: Screening
    figures: Mapping[str, Any] = field(default_factory=dict)

    def finder(self) -> "LungFinder":
        """Return the network as a function."""
        return LungFinder(load_network(self.content, threads=2), self.card.size)


@dataclass(frozen=True, slots=True)
class LungFinder:
    """The screening network as a function, and pixels a side of its input."""

    network: Network
    size: int


@dataclass(frozen=True, slots=True)
class LungFilms:
    """Films in the order of a list, in memory or mapped from files.

    ``squares``: (n, 224, 224) uint8. ``lungs``: (n, m, m) float32, the probability of lung at each place,
    from the screening network: training and serving see the same masks. ``truth``: (n,) float32.
    """

    squares: Pixels
    lungs: Floats
    truth: Floats

    def some(self, places: npt.NDArray[np.int64]) -> "LungFilms":
        """Return the films at these places of the list, in memory."""
        return LungFilms(self.squares[places], self.lungs[places], self.truth[places])

    def chests(self, side: int) -> tuple[Pixels, Floats]:
        """Return what the served finding network takes: films (n, side, side, 1), lungs (n, cells, cells)."""
        cut = [_cut(square, lungs, side) for square, lungs in zip(self.squares, self.lungs, strict=True)]
        return np.stack([chest.film for chest in cut])[..., None], np.stack([chest.lungs for chest in cut])


def load_lung_films(films: Sequence[Film], finder: LungFinder, folder: Path | None = None) -> LungFilms:
    """Read the films and find their lungs. Raise TrainingError with the names of unreadable films.

    With a folder, the arrays are files in it, mapped into memory. The system keeps as much of them there as
    it has room for, and reads the rest again. The values are the same.
    """
    squares = _array(folder, "squares", (len(films), FILM_SIDE, FILM_SIDE), np.uint8)
    lungs: Floats | None = None
    for place, square in enumerate(each_square(films, FILM_SIDE)):
        found = screen(finder.network, square, finder.size).lungs
        if lungs is None:
            lungs = _array(folder, "lungs", (len(films), *found.shape), np.float32)
        squares[place], lungs[place] = square, found
    if lungs is None:
        raise ValueError("there are no films")
    return LungFilms(squares, lungs, targets(films))


def bytes_of(films: int, finder: LungFinder) -> int:
    """Return the most bytes that so many films need with their lungs."""
    return films * (FILM_SIDE**2 + finder.size**2 * np.dtype(np.float32).itemsize)


@contextmanager
def film_files(run: Path) -> Iterator[Path]:
    """Yield an empty folder for the films of ``run``. It is gone at the end.

    A run that was killed may have left its own, which is removed at the next start.
    """
    folder = run / "films"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _array(folder: Path | None, name: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return a new array, in memory or as the file ``name`` of ``folder``."""
    if folder is None:
        return np.empty(shape, dtype)
    folder.mkdir(exist_ok=True)
    return np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.dtype(dtype), shape)


def _cut(square: npt.NDArray[np.uint8], lungs: Floats, side: int) -> Chest:
    return cut_out_lungs(square, lungs, side) or whole_film(square, side)
