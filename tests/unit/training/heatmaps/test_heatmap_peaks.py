"""Where heatmaps have their peaks."""

import numpy as np
import pytest

from training.heatmaps.heatmap_peaks import GRID, peaks

SIDE = 32


def maps(*places: tuple[int, int]) -> np.ndarray:
    """Return a map for each place (row, column), with its peak there."""
    made = np.full((len(places), SIDE, SIDE), -5, np.float32)
    for number, (row, column) in enumerate(places):
        made[number, row, column] = 3
    return made


def share(name: str, made: np.ndarray, weights: list[float] | None = None) -> float:
    drawn = np.array([weights or [1.0] * len(made)])
    return float(peaks(made)[name](drawn)[0])


def test_share_of_the_most_frequent_cell_counts_neighbours_together() -> None:
    cell = SIDE // GRID
    made = maps((0, 0), (cell - 1, cell - 1), (0, SIDE - 1), (SIDE - 1, 0))
    assert share("peak_cell", made) == 0.5
    assert share("peak_cell", made, [1, 0, 1, 4]) == pytest.approx(4 / 6)


@pytest.mark.parametrize(("columns", "left"), [([0, 15, 15, 16], 0.75), ([31, 16, 17, 0], 0.25)])
def test_larger_share_of_the_sides_is_that_of_either(columns: list[int], left: float) -> None:
    made = maps(*((10, column) for column in columns))
    assert share("peak_left", made) == left
    assert share("peak_side", made) == 0.75


def test_last_row_and_column_are_in_the_last_cell() -> None:
    assert share("peak_cell", maps((SIDE - 1, SIDE - 1), (SIDE - 2, SIDE - 2))) == 1
