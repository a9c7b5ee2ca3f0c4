"""A soak that went wrong does not look sound."""

from collections import Counter

import pytest

from cxr.study import Status
from infra.soak.__main__ import render
from infra.soak.plan import films
from infra.soak.run import Figures


def test_a_plan_is_the_same_each_time_and_asks_for_both_endings() -> None:
    planned = list(films(200))
    assert planned == list(films(200))
    assert len({film.name for film in planned}) == 200
    assert Counter(film.ending for film in planned) == {Status.COMPLETE: 186, Status.REFUSED: 14}
    assert sum(film.is_announced_twice for film in planned) == 20
    assert sum(film.is_followed_by_junk for film in planned) == 5


@pytest.mark.parametrize(
    ("figures", "is_sound"),
    [
        (Figures(films=2, ended=Counter(complete=1, refused=1)), True),
        (Figures(films=2, ended=Counter(complete=1, failed=1), wrong=["000001.jpg: failed"]), False),
        (Figures(films=2, ended=Counter(complete=2), surplus=1), False),
        (Figures(films=2, ended=Counter(complete=2), discrepancies=1), False),
    ],
)
def test_only_one_right_ending_for_each_film_is_sound(figures: Figures, is_sound: bool) -> None:
    assert figures.is_sound is is_sound


def test_the_page_states_every_figure() -> None:
    figures = Figures(films=3, ended=Counter(complete=1, refused=1, failed=1), wrong=["one"], killed=17)
    page = render(figures, "- Machine: a laptop")
    assert "- Machine: a laptop" in page
    for row in ("| films | 3 |", "| ended as they must | 2 |", "| workers killed | 17 |"):
        assert row in page
    assert "| in another state, or without a study | 1 |" in page
