"""Healthy lung is pasted where the record says, and nowhere else."""

from collections.abc import Iterator

import numpy as np
import pytest

from cxr.inference.lungs import equalize_lungs
from tests.support.training.chests import GRID, SIDE, crop
from training.augmentation.known_negatives import (
    CERTAINTY_OF_HALF,
    CERTAINTY_OF_PATCH,
    HALF,
    SAME_TONE,
    Mixed,
    paste,
    unchanged,
)
from training.augmentation.lung_crops import Crop

ILL, HEALTHY = crop(150, 250), crop(10, 110, seed=1)

SEAM = 12
"""Pixels beside the border of a part that its softest seam reaches."""


def pasted(count: int, ill: Crop = ILL, healthy: Crop = HEALTHY) -> Iterator[Mixed]:
    random = np.random.default_rng(7)
    return (paste(ill, healthy, random) for _ in range(count))


def away_from_the_seam(part: np.ndarray) -> np.ndarray:
    """Return the pixels (side, side) of ``part`` that have only pixels of it around them."""
    padded = np.pad(part, SEAM, mode="edge")
    for axis in (0, 1):
        padded = np.all(
            [np.roll(padded, step, axis) for step in range(-SEAM, SEAM + 1)],
            axis=0,
        )
    return np.asarray(padded[SEAM:-SEAM, SEAM:-SEAM])


def test_the_clear_places_show_the_healthy_film_and_the_others_do_not() -> None:
    sources = [
        (one.film, equalize_lungs(one.film, one.inside)) for one in (HEALTHY, ILL)
    ]  # as exposed, or with the tone of the other
    compared = 0
    for mixed in pasted(60):
        same_tone = not np.isin(mixed.crop.film, [*range(10, 250)]).all()
        healthy, ill = (films[same_tone] for films in sources)
        for places, film in ((mixed.clear, healthy), (~mixed.clear, ill)):
            sure = away_from_the_seam(places)
            assert np.array_equal(mixed.crop.film[sure], film[sure])
            compared += int(sure.any())
    assert compared > 60


def test_most_parts_get_the_tone_of_their_film() -> None:
    of_healthy, of_ill = [], []
    for mixed in pasted(300):
        of_healthy.append(mixed.crop.film[mixed.clear].mean())
        of_ill.append(mixed.crop.film[~mixed.clear].mean())
    alike = np.abs(np.subtract(of_healthy, of_ill)) < 40
    assert alike.mean() == pytest.approx(SAME_TONE, abs=0.1)


def test_the_certainty_depends_on_how_much_is_covered() -> None:
    made = [*pasted(300)]
    halves = np.array([mixed.certainty == CERTAINTY_OF_HALF for mixed in made])
    covered = np.array([mixed.clear.mean() for mixed in made])
    assert halves.mean() == pytest.approx(HALF, abs=0.08)
    assert np.abs(covered[halves] - 0.5).max() < 0.05
    assert covered[~halves].max() < 0.3
    assert {mixed.certainty for mixed in made} == {CERTAINTY_OF_HALF, CERTAINTY_OF_PATCH}


def test_both_sides_are_pasted() -> None:
    halves = [mixed.clear for mixed in pasted(100) if mixed.certainty == CERTAINTY_OF_HALF]
    assert {bool(clear[0, 0]) for clear in halves} == {True, False}
    assert all(clear[0, 0] != clear[0, -1] for clear in halves)


def test_a_pasted_part_brings_its_own_mask() -> None:
    nothing = Crop(HEALTHY.film, np.zeros((GRID, GRID), bool))
    for mixed in pasted(40, healthy=nothing):
        cells = mixed.clear.reshape(GRID, SIDE // GRID, GRID, SIDE // GRID).mean((1, 3)) > 0.5
        assert np.array_equal(mixed.crop.inside, ILL.inside & ~cells)


def test_the_given_crops_stay_as_they_are() -> None:
    before = ILL.film.copy(), HEALTHY.film.copy()
    assert sum(1 for _ in pasted(10)) == 10
    assert np.array_equal(ILL.film, before[0])
    assert np.array_equal(HEALTHY.film, before[1])


def test_a_film_without_a_part_has_no_clear_place_and_full_certainty() -> None:
    mixed = unchanged(ILL)
    assert mixed.crop is ILL
    assert mixed.clear.shape == ILL.film.shape
    assert not mixed.clear.any()
    assert mixed.certainty == 1
