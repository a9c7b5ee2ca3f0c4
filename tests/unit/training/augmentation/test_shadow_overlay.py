"""Shadows over a film come from films of its class, and do not reveal the class."""

import numpy as np
import pytest

from training.augmentation.shadow_overlay import SHADOWED, STRENGTH, add_shadows
from training.data.arrays import Floats, Pixels

CLASSES = {0: (90, 100, 110), 1: (150, 154, 158)}
"""Grey levels of the films of each class, with another step in each."""


def films(count: int) -> tuple[Pixels, Floats]:
    """Return ``count`` films of each class, with its three levels in turn."""
    levels = np.concatenate([np.resize(of, count) for of in CLASSES.values()])
    return np.tile(levels[:, None, None, None], (1, 8, 8, 1)).astype(np.uint8), np.repeat([0, 1], count)


def with_shadows(films: Pixels, truth: Floats, random: np.random.Generator) -> Pixels:
    """Return each film once."""
    return add_shadows(films, truth, np.arange(len(films)), random)


def test_shadows_are_differences_of_two_films_of_the_same_class() -> None:
    given, truth = films(600)
    changed = with_shadows(given, truth, np.random.default_rng(3)).astype(int) - given
    assert (changed.std(axis=(1, 2, 3)) == 0).all(), "the difference of uniform films is uniform"
    of_film = np.abs(changed[:, 0, 0, 0])
    assert (of_film > 0).mean() == pytest.approx(SHADOWED * 2 / 3, abs=0.04), (
        "in a third of the pairs both have one level"
    )
    for target, (low, _, high) in CLASSES.items():
        assert of_film[truth == target].max() == pytest.approx(STRENGTH * (high - low), abs=1)


def test_shadows_brighten_as_often_as_they_darken() -> None:
    given, truth = films(600)
    changed = with_shadows(given, truth, np.random.default_rng(4)).astype(float) - given
    assert abs(changed.mean()) < 0.2


def test_input_is_unchanged_and_levels_stay_in_range() -> None:
    given = np.random.default_rng(5).choice(np.array([0, 255], np.uint8), (40, 8, 8, 1))
    kept = given.copy()
    laid = with_shadows(given, np.zeros(40, np.float32), np.random.default_rng(6))
    assert np.array_equal(given, kept)
    assert laid.dtype == np.uint8
    assert not np.array_equal(laid, given)
    assert {0, 255} < set(laid.ravel().tolist()), "values beyond the range are clipped and do not wrap around"
    assert ((laid > 127) == (given > 127)).mean() > 0.9


def test_shadows_contain_nothing_of_the_film_itself() -> None:
    given = np.zeros((3, 8, 8, 1), np.uint8)
    given[0, 0] = 200
    for seed in range(20):
        laid = with_shadows(given, np.zeros(3, np.float32), np.random.default_rng(seed))
        assert np.array_equal(laid[0], given[0]), "the two other films are equal"


def test_film_without_two_others_of_its_class_is_unchanged() -> None:
    given = np.random.default_rng(5).integers(256, size=(3, 8, 8, 1)).astype(np.uint8)
    for seed in range(20):
        laid = with_shadows(given, np.array([0, 1, 1], np.float32), np.random.default_rng(seed))
        assert np.array_equal(laid, given)


def test_chosen_films_keep_their_order_and_shadows_come_from_all_films() -> None:
    given = np.random.default_rng(5).integers(100, 110, size=(9, 8, 8, 1)).astype(np.uint8)
    given[:2] = 50
    chosen = np.array([1, 0, 1])
    laid = np.stack(
        [add_shadows(given, np.zeros(9, np.float32), chosen, np.random.default_rng(n)) for n in range(40)]
    )
    kept = (laid == given[chosen]).all(axis=(2, 3, 4))
    assert 0.5 < kept.mean() < 0.85
    assert len({film.tobytes() for film in laid[~kept]}) == (~kept).sum()
    assert laid.max() < 50 + STRENGTH * 60 + 1
