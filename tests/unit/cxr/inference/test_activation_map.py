"""A film's log-odds are a function of its map, and the map lies on the film where the lungs are."""

import numpy as np
import pytest

from cxr.inference.activation_map import FILM_CELLS, film_logit, on_film
from cxr.inference.lungs import Box

LUNGS = np.ones((10, 10), np.float32)


def test_log_odds_of_a_film_are_those_of_the_mean_odds() -> None:
    cells = np.full((10, 10), -4, np.float32)
    cells[:1] = 3
    odds = 0.1 * np.exp(3) + 0.9 * np.exp(-4)
    assert film_logit(cells, LUNGS) == pytest.approx(np.log(odds), abs=1e-4)


def test_cells_without_lung_do_not_count() -> None:
    cells, lungs = np.full((10, 10), -4, np.float32), LUNGS.copy()
    cells[:, :2], lungs[:, :2] = 9, 0
    assert film_logit(cells, lungs) == pytest.approx(-4, abs=0.05)


def test_strong_evidence_at_one_place_makes_a_film_positive() -> None:
    cells = np.full((10, 10), -6, np.float32)
    cells[3, 4] = 8
    assert film_logit(cells, LUNGS) > 3


def test_evidence_is_at_its_place_on_the_film() -> None:
    cells = np.full((10, 10), -4, np.float32)
    cells[:, :5] = 3
    placed = on_film(cells, LUNGS, Box(0.25, 0.5, 0.75, 1.0))
    assert placed.shape == (FILM_CELLS, FILM_CELLS)
    assert (placed[18:30, 9:14] > 2).all()
    assert (placed[18:30, 18:23] < -3).all()


def test_places_off_the_lungs_have_no_evidence() -> None:
    lungs = LUNGS.copy()
    lungs[:, 5:] = 0
    placed = on_film(np.full((10, 10), 5, np.float32), lungs, Box(0.25, 0.25, 0.75, 0.75))
    assert (placed[:7] < -20).all()
    assert (placed[12:20, 18:] < -20).all()
    assert (placed[10:22, 10:14] > 4).all()
