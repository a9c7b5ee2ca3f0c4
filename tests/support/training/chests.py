"""Crops of a film whose lungs are known."""

import numpy as np
import numpy.typing as npt

from cxr.inference.preprocessing import FILM_SIDE
from tests.support.inference.networks import two_lungs
from training.augmentation.lung_crops import Crop

SIDE, GRID = 64, 16

PROBABILITIES = np.asarray(two_lungs() > 0, np.float32)
"""Of lung, at each of 48 by 48 places: two boxes of the same size."""


def lung_pixels(which: slice = slice(None)) -> npt.NDArray[np.bool_]:
    """Return where the lungs are on a film. ``which`` of its columns, to get one of them."""
    one = np.zeros_like(PROBABILITIES)
    one[:, which] = PROBABILITIES[:, which]
    index = np.arange(FILM_SIDE) * len(one) // FILM_SIDE
    return one[np.ix_(index, index)] > 0


def crop(low: int, high: int, seed: int = 0) -> Crop:
    """Return a crop of noise between two levels, with a lung on each side."""
    inside = np.zeros((GRID, GRID), bool)
    inside[2:14, 1:7] = inside[2:14, 9:15] = True
    return Crop(np.random.default_rng(seed).integers(low, high, (SIDE, SIDE), np.uint8), inside)
