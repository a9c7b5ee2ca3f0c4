"""What lies over a film is of others that show the same, and tells nothing of what it shows."""

import numpy as np
import pytest

from training.augmentation.shadow_overlay import OVERLAID, STRENGTH, overlay
from training.data.arrays import Floats, Pixels

CLASSES = {0: (90, 100, 110), 1: (150, 154, 158)}
"""Grey levels of the films of each class: those of one differ by steps of its own."""


def films(count: int) -> tuple[Pixels, Floats]:
    """As many of each class, of its three levels in turn."""
    levels = np.concatenate([np.resize(of, count) for of in CLASSES.values()])
    return np.tile(levels[:, None, None, None], (1, 8, 8, 1)).astype(np.uint8), np.repeat([0, 1], count)


def laid_over(films: Pixels, truth: Floats, random: np.random.Generator) -> Pixels:
    """Each film once."""
    return overlay(films, truth, np.arange(len(films)), random)


def test_a_share_of_the_films_gets_a_part_of_what_two_of_their_class_differ_by() -> None:
    given, truth = films(600)
    changed = laid_over(given, truth, np.random.default_rng(3)).astype(int) - given
    assert (changed.std(axis=(1, 2, 3)) == 0).all(), "each film's difference is that of whole films"
    of_film = np.abs(changed[:, 0, 0, 0])
    assert (of_film > 0).mean() == pytest.approx(OVERLAID * 2 / 3, abs=0.04), "a third are pairs of one level"
    for target, (low, _, high) in CLASSES.items():
        assert of_film[truth == target].max() == pytest.approx(STRENGTH * (high - low), abs=1)


def test_it_is_added_as_often_as_it_is_taken_away() -> None:
    given, truth = films(600)
    changed = laid_over(given, truth, np.random.default_rng(4)).astype(float) - given
    assert abs(changed.mean()) < 0.2


def test_the_films_given_stay_and_levels_stay_in_range() -> None:
    given = np.random.default_rng(5).choice(np.array([0, 255], np.uint8), (40, 8, 8, 1))
    kept = given.copy()
    laid = laid_over(given, np.zeros(40, np.float32), np.random.default_rng(6))
    assert np.array_equal(given, kept)
    assert laid.dtype == np.uint8
    assert not np.array_equal(laid, given)
    assert {0, 255} < set(laid.ravel().tolist()), "what goes beyond is cut off, and does not wrap around"
    assert ((laid > 127) == (given > 127)).mean() > 0.9


def test_nothing_of_a_film_itself_is_laid_over_it() -> None:
    given = np.zeros((3, 8, 8, 1), np.uint8)
    given[0, 0] = 200
    for seed in range(20):
        laid = laid_over(given, np.zeros(3, np.float32), np.random.default_rng(seed))
        assert np.array_equal(laid[0], given[0]), "the two others are alike, and differ by nothing"


def test_films_without_two_others_of_their_class_stay_as_they_are() -> None:
    given = np.random.default_rng(5).integers(256, size=(3, 8, 8, 1)).astype(np.uint8)
    for seed in range(20):
        laid = laid_over(given, np.array([0, 1, 1], np.float32), np.random.default_rng(seed))
        assert np.array_equal(laid, given)


def test_those_asked_for_come_in_their_order_and_what_lies_over_them_may_be_of_any() -> None:
    given = np.random.default_rng(5).integers(100, 110, size=(9, 8, 8, 1)).astype(np.uint8)
    given[:2] = 50
    shown = np.array([1, 0, 1])
    laid = np.stack(
        [overlay(given, np.zeros(9, np.float32), shown, np.random.default_rng(n)) for n in range(40)]
    )
    kept = (laid == given[shown]).all(axis=(2, 3, 4))
    assert 0.5 < kept.mean() < 0.85
    assert len({film.tobytes() for film in laid[~kept]}) == (~kept).sum()
    assert laid.max() < 50 + STRENGTH * 60 + 1
