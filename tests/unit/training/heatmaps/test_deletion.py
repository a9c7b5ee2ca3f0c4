"""Hidden parts of a film: where they are, how large, and how they look."""

import numpy as np
import pytest

from cxr.inference.activation_map import FILM_CELLS, OUTSIDE
from tests.support.training.brightness import SIDE, film, radiograph
from training.heatmaps.deletion import HIDDEN, hide, random_places, strongest_places

LUNGS = np.zeros((FILM_CELLS, FILM_CELLS), bool)
LUNGS[6:26, 4:14] = LUNGS[6:26, 18:28] = True
RAMP = np.where(LUNGS, np.arange(FILM_CELLS)[:, None], OUTSIDE).astype(np.float32)


def test_strongest_fifth_of_the_lungs_is_where_the_map_is_highest() -> None:
    where = strongest_places(RAMP)
    assert where.sum() == round(HIDDEN * LUNGS.sum()) == 80
    assert where[22:26][LUNGS[22:26]].all()
    assert not where[:22].any()


@pytest.mark.parametrize("seed", range(5))
def test_random_fifth_is_as_large_and_inside_the_lungs(seed: int) -> None:
    where = random_places(RAMP, np.random.default_rng(seed))
    assert where.sum() == strongest_places(RAMP).sum()
    assert not (where & ~LUNGS).any()
    rows, columns = np.nonzero(where)
    assert np.ptp(rows) <= 16
    assert np.ptp(columns) <= 23


def test_random_fifths_are_at_different_places() -> None:
    random = np.random.default_rng(3)
    drawn = np.mean([random_places(RAMP, random) for _ in range(200)], axis=0)
    assert (drawn[LUNGS] > 0).all()
    assert drawn[LUNGS].max() < 0.6


def test_lungs_of_one_place_are_hidden_whole() -> None:
    one = np.full((FILM_CELLS, FILM_CELLS), OUTSIDE, np.float32)
    one[3, 4] = -2
    assert np.argwhere(strongest_places(one)).tolist() == [[3, 4]]


def test_hiding_removes_the_opacity_and_keeps_the_rest() -> None:
    before = np.asarray(film(), int)
    where = np.zeros((FILM_CELLS, FILM_CELLS), bool)
    where[16:26, 4:14] = True
    after = np.asarray(hide(radiograph(film()), where).image, int)
    assert np.ptp(after[126:168, 42:84]) < 5
    assert np.ptp(before[126:168, 42:84]) == 240
    assert (after[:, SIDE // 2 :] == before[:, SIDE // 2 :]).all()
