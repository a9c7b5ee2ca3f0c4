"""Films with their lungs, as the finding network is trained on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from cxr.inference.classifier import load_network
from cxr.inference.lungs import Chest, cut_out_lungs, whole_film
from cxr.inference.model_card import Screening
from cxr.inference.preprocessing import FILM_SIDE
from cxr.inference.screening import Network, screen
from training.data.arrays import Floats, Pixels
from training.data.catalog import load_pixels, targets
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
    """Films in the order of a list.

    ``squares``: (n, 224, 224) uint8. ``lungs``: (n, m, m) float32, the probability of lung at each place,
    from the screening network: training and serving see the same masks. ``truth``: (n,) float32.
    """

    squares: Pixels
    lungs: Floats
    truth: Floats

    def chests(self, side: int) -> tuple[Pixels, Floats]:
        """Return what the served finding network takes: films (n, side, side, 1), lungs (n, cells, cells)."""
        cut = [_cut(square, lungs, side) for square, lungs in zip(self.squares, self.lungs, strict=True)]
        return np.stack([chest.film for chest in cut])[..., None], np.stack([chest.lungs for chest in cut])


def load_lung_films(films: Sequence[Film], finder: LungFinder) -> LungFilms:
    """Read the films and find their lungs. Raise TrainingError with the names of unreadable films."""
    squares = load_pixels(films, FILM_SIDE)[..., 0]
    lungs = [screen(finder.network, square, finder.size).lungs for square in squares]
    return LungFilms(squares, np.stack(lungs), targets(films))


def _cut(square: npt.NDArray[np.uint8], lungs: Floats, side: int) -> Chest:
    return cut_out_lungs(square, lungs, side) or whole_film(square, side)
