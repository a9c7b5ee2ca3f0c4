"""The thresholds keep the promised shares of films of the validated population."""

from collections.abc import Iterable

import numpy as np
import pytest

from cxr.inference.screening import Picture, Screened
from training.screening.thresholds import FLAGGED_BY_MISTAKE, REFUSED_BY_MISTAKE, Chosen, choose

NO_LUNGS = np.zeros((48, 48), np.float32)


def screened(recognition: Iterable[float], population: Iterable[float]) -> list[Screened]:
    pairs = zip(recognition, population, strict=True)
    return [Screened(NO_LUNGS, float(one), Picture.PARTIAL, float(other)) for one, other in pairs]


@pytest.mark.parametrize("films", [3, 333, 1000, 2000])
def test_no_more_films_are_refused_or_flagged_than_promised(films: int) -> None:
    random = np.random.default_rng(films)
    sets = [screened(random.normal(mean, 2, films), random.normal(-mean, 2, films)) for mean in (4, 5)]
    chosen = choose(*sets)
    for one in sets:
        assert chosen.refused(one) <= REFUSED_BY_MISTAKE
        assert chosen.flagged(one) <= FLAGGED_BY_MISTAKE


def test_thresholds_are_about_as_high_as_the_promise_allows() -> None:
    chosen = choose(screened(range(-2001, 0), range(2001)))
    assert chosen == Chosen(recognized_from=-1995, in_population_from=10)


def test_picture_that_is_more_likely_a_chest_film_is_never_refused() -> None:
    assert choose(screened([5, 6, 7], [1, 2, 3])).recognized_from == 0


def test_harder_set_of_films_determines_each_threshold() -> None:
    chosen = choose(screened([-5, 6], [1, 2]), screened([-3, 8], [0, 2]))
    assert chosen == Chosen(recognized_from=-5, in_population_from=0)


def test_film_at_the_threshold_is_accepted() -> None:
    chosen = Chosen(recognized_from=1, in_population_from=2)
    assert chosen.refused(screened([1, 0.9], [2, 2])) == 0.5
    assert chosen.flagged(screened([1, 1], [2, 1.9])) == 0.5


def test_refused_picture_is_not_counted_as_flagged_too() -> None:
    chosen = Chosen(recognized_from=1, in_population_from=2)
    assert chosen.flagged(screened([0, 0], [0, 0])) == 0
