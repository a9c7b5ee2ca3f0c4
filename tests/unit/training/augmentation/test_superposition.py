"""Films of one class lie over each other, lung on lung."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.training.chests import crop
from training.augmentation.superposition import superpose

DARK, BRIGHT = crop(0, 50), crop(200, 250, seed=1)


def test_each_film_is_seen_with_a_random_weight() -> None:
    random = np.random.default_rng(5)
    shares = [(superpose([DARK, BRIGHT], random).film.mean() - 25) / 200 for _ in range(200)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.1)
    assert min(shares) < 0.1
    assert max(shares) > 0.9


def test_films_that_are_alike_stay_as_they_are() -> None:
    mixed = superpose([DARK, DARK, DARK], np.random.default_rng(0))
    assert np.array_equal(mixed.film, DARK.film)
    assert np.array_equal(mixed.inside, DARK.inside)


def test_the_lungs_are_those_of_most_of_the_weight() -> None:
    """Of two films, the mixture looks most like one of them, and has its lungs."""
    elsewhere = replace(BRIGHT, inside=~BRIGHT.inside)
    for seed in range(20):
        mixed = superpose([DARK, elsewhere], np.random.default_rng(seed))
        most = elsewhere if mixed.film.mean() > 125 else DARK
        assert np.array_equal(mixed.inside, most.inside)
