"""Views of a film without its lungs show what they are named for."""

import numpy as np
import pytest

from training.shortcuts.views import OUTSIDE, VIEWS, grey_histogram, outside_lungs, place_of_lungs, view

LUNGS = np.zeros((48, 48), bool)
LUNGS[12:36, 6:18] = LUNGS[12:36, 30:42] = True
SQUARE = np.repeat(np.linspace(0, 255, 224).astype(np.uint8)[:, None], 224, axis=1)


def test_pixels_of_the_lungs_and_beside_them_are_missing() -> None:
    seen = outside_lungs(SQUARE, LUNGS).reshape(OUTSIDE, OUTSIDE)
    missing = np.isnan(seen)
    lungs = LUNGS[::2, ::2]
    assert missing[lungs].all()
    assert missing[5].any(), "a row above the lungs"
    assert not missing[4].any()
    assert not missing[:, 11:13].any(), "between the lungs"
    assert seen[0] == pytest.approx(SQUARE[:9].mean(), abs=2)


def test_what_is_in_the_lungs_changes_no_view_outside_them() -> None:
    changed = SQUARE.copy()
    changed[60:160, 32:80] = 255
    assert np.array_equal(outside_lungs(SQUARE, LUNGS), outside_lungs(changed, LUNGS), equal_nan=True)
    assert np.array_equal(place_of_lungs(SQUARE, LUNGS), place_of_lungs(changed, LUNGS))


def test_histogram_has_the_share_of_each_grey() -> None:
    half = np.zeros((224, 224), np.uint8)
    half[112:] = 255
    shares = grey_histogram(half, LUNGS)
    assert (shares[0], shares[-1], shares.sum()) == (0.5, 0.5, 1)


def test_place_of_the_lungs_is_their_centre_and_spread() -> None:
    x, y, wide, high = place_of_lungs(SQUARE, LUNGS)
    assert (x, y) == pytest.approx((23.5 / 48, 23.5 / 48))
    assert wide > high
    lower = place_of_lungs(SQUARE, np.roll(LUNGS, 6, axis=0))
    assert lower[1] - y == pytest.approx(6 / 48)
    assert lower[[0, 2, 3]] == pytest.approx([x, wide, high])


def test_film_without_lungs_has_no_place() -> None:
    assert np.isnan(place_of_lungs(SQUARE, np.zeros_like(LUNGS))).all()


@pytest.mark.parametrize("name", VIEWS)
def test_view_has_a_row_for_each_film(name: str) -> None:
    probabilities = np.stack([LUNGS, LUNGS, LUNGS]).astype(np.float32)
    rows = view(name, np.stack([SQUARE, SQUARE[::-1], SQUARE]), probabilities)
    assert len(rows) == 3
    assert np.array_equal(rows[0], rows[2], equal_nan=True)
