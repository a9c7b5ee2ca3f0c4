"""The finding network sees the lungs and what is between them, and nothing else of a film."""

import numpy as np
import numpy.typing as npt

from cxr.inference.lungs import box_of, cut_out_lungs, lung_shares, two_lungs, visible, whole_film
from tests.support.inference.networks import CELLS, PLACES, SIDE
from tests.support.inference.networks import two_lungs as log_odds

LUNGS = (1 / (1 + np.exp(-log_odds()))).astype(np.float32)
FILM = np.random.default_rng(1).integers(0, 256, (224, 224), np.uint8)


def moved(rows: int) -> npt.NDArray[np.float32]:
    return np.roll(LUNGS, rows, axis=0)


def test_crop_has_the_lungs_and_a_margin() -> None:
    chest = cut_out_lungs(FILM, LUNGS, SIDE)
    assert chest
    assert chest.film.shape == (SIDE, SIDE)
    assert chest.box.left < 8 / PLACES < 40 / PLACES < chest.box.right
    assert 0.1 < chest.box.top < 8 / PLACES < 40 / PLACES < chest.box.bottom < 0.9


def test_what_is_around_the_lungs_has_no_influence() -> None:
    seen = np.zeros((224, 224), bool)
    seen[20:204, 20:204] = True
    other = np.where(seen, FILM, 255 - FILM).astype(np.uint8)
    first, second = cut_out_lungs(FILM, LUNGS, SIDE), cut_out_lungs(other, LUNGS, SIDE)
    assert first
    assert second
    assert np.array_equal(first.film, second.film)


def test_corner_of_the_crop_is_covered() -> None:
    short = LUNGS.copy()
    short[:20, :24] = 0
    chest = cut_out_lungs(FILM, short, SIDE)
    assert chest
    assert len(np.unique(chest.film[:30, :30])) == 1
    assert len(np.unique(chest.film[100:140, 20:50])) > 100


def test_only_the_two_largest_parts_are_lungs() -> None:
    stomach = LUNGS.copy()
    stomach[43:46, 20:26] = 1
    assert np.array_equal(two_lungs(stomach), two_lungs(LUNGS))


def test_film_without_lungs_has_no_crop() -> None:
    assert cut_out_lungs(FILM, np.zeros_like(LUNGS), SIDE) is None
    speck = np.zeros_like(LUNGS)
    speck[10:14, 10:14] = 1
    assert cut_out_lungs(FILM, speck, SIDE) is None


def test_box_stays_on_the_film() -> None:
    box = box_of(two_lungs(moved(-8)))
    assert box.top == 0
    assert box.bottom < 0.75


def test_shares_of_lung_are_those_of_the_cells() -> None:
    inside = np.zeros((4 * CELLS, 4 * CELLS), bool)
    inside[:4, :2] = True
    shares = lung_shares(inside)
    assert shares.shape == (CELLS, CELLS)
    assert shares[0, 0] == 0.5
    assert shares.sum() == 0.5


def test_gap_in_a_mask_stays_visible() -> None:
    inside = np.zeros((40, 40), bool)
    inside[10:30, 5:35] = True
    inside[18:21] = False
    assert visible(inside, SIDE)[60:100, 40:120].all()


def test_whole_film_counts_as_lung_where_none_is_asked_for() -> None:
    chest = whole_film(FILM, SIDE)
    assert (chest.lungs == 1).all()
    assert (chest.box.left, chest.box.bottom) == (0, 1)
