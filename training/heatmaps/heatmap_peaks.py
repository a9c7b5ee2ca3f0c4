"""Where heatmaps have their peaks: pneumonia is not in one and the same place of every film."""

from functools import partial

import numpy as np

from training.data.arrays import Floats
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Statistic, Weights

GRID = 7
"""Cells a side of the grid over the film on which peaks are counted."""


def peaks(maps: Floats) -> dict[str, Statistic]:
    """Return the share of the most frequent cell of the peaks, and of the peaks on each side.

    ``maps``: (films, rows, columns). ``peak_left`` is the share in the left half of the picture, and
    ``peak_side`` the larger of the shares of both halves.
    """
    films, rows, columns = maps.shape
    down, across = np.unravel_index(maps.reshape(films, -1).argmax(axis=1), (rows, columns))
    cells = np.eye(GRID * GRID)[GRID * down // rows * GRID + GRID * across // columns]
    left = partial(weighted.share, numerator=2 * across < columns, denominator=np.ones(films, bool))
    return {
        "peak_cell": lambda weights: _most_frequent(weights, cells),
        "peak_left": left,
        "peak_side": lambda weights: np.maximum(left(weights), 1 - left(weights)),
    }


def _most_frequent(weights: Weights, cells: weighted.Floats) -> weighted.Draws:
    return weighted.ratio((weights @ cells).max(axis=1), weights.sum(axis=1))
