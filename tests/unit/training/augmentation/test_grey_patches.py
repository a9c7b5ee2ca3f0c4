"""Grey lies on a small part of the lungs, which the record names."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.support.training.chests import GRID, SIDE, crop
from training.augmentation import grey_patches
from training.augmentation.grey_patches import COVERED, cover
from training.augmentation.known_negatives import CERTAINTY_OF_PATCH, Mixed

FILM = crop(0, 250)
LUNGS = np.kron(FILM.inside, np.ones((SIDE // GRID, SIDE // GRID), bool))


def covered(count: int) -> Iterator[Mixed]:
    random = np.random.default_rng(7)
    return (cover(FILM, random) for _ in range(count))


def test_most_of_the_lungs_stays_in_sight() -> None:
    shares = [mixed.clear[LUNGS].mean() for mixed in covered(200)]
    assert min(shares) >= COVERED[0] - 0.01
    assert max(shares) < 0.5
    assert np.median(shares) == pytest.approx(np.mean(COVERED), abs=0.05)


def test_the_clear_places_are_one_grey_and_the_others_are_the_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grey_patches, "SOFTEST", 0)
    for mixed in covered(40):
        assert np.ptp(mixed.crop.film[mixed.clear]) == 0
        assert np.array_equal(mixed.crop.film[~mixed.clear], FILM.film[~mixed.clear])


def test_the_grey_is_near_the_mean_of_the_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grey_patches, "SOFTEST", 0)
    greys = [float(mixed.crop.film[mixed.clear][0]) for mixed in covered(200)]
    assert np.mean(greys) == pytest.approx(FILM.film.mean(), abs=5)
    assert np.std(greys) == pytest.approx(grey_patches.SPREAD * FILM.film.std(), rel=0.2)


def test_edges_are_mostly_soft() -> None:
    levels = [len(np.unique(mixed.crop.film[mixed.clear])) for mixed in covered(40)]
    assert np.median(levels) > 20


def test_the_label_of_a_covered_film_is_less_certain_and_its_lungs_stay() -> None:
    before = FILM.film.copy()
    for mixed in covered(5):
        assert mixed.certainty == CERTAINTY_OF_PATCH
        assert np.array_equal(mixed.crop.inside, FILM.inside)
    assert np.array_equal(FILM.film, before)


def test_a_film_without_lungs_is_covered_too() -> None:
    nothing = replace(FILM, inside=np.zeros_like(FILM.inside))
    mixed = cover(nothing, np.random.default_rng(0))
    assert 0 < mixed.clear.mean() < 0.5
    assert not mixed.crop.inside.any()
