"""The lowest numbers of a series of films are held out."""

from pathlib import Path

import pytest

from training.data.labelled_film import Film, Kind
from training.data.split.series import HELD_OUT, held_out_series, series_of


def film(name: str, kind: Kind = "normal", population: str = "kaggle") -> Film:
    return Film(Path(name), name.split("_", maxsplit=1)[0], kind, population)


@pytest.mark.parametrize(
    ("name", "kind", "series"),
    [
        ("IM-0115-0001.jpeg", "normal", ("IM", 115)),
        ("NORMAL2-IM-0007-0001.jpeg", "normal", ("NORMAL2-IM", 7)),
        ("person63_bacteria_306.jpeg", "bacteria", ("bacteria", 63)),
        ("person1_virus_6.jpeg", "virus", ("virus", 1)),
    ],
)
def test_a_kaggle_film_is_of_a_series(name: str, kind: Kind, series: tuple[str, int]) -> None:
    assert series_of(film(name, kind)) == series


def test_films_of_other_archives_have_no_series() -> None:
    assert series_of(film("IM-0115-0001.jpeg", population="clinic")) is None
    assert series_of(film("00000001_000.png")) is None
    assert held_out_series([film("IM-0001-0001.jpeg", population="clinic")]) == set()


def test_the_lowest_numbers_of_each_series_are_held_out() -> None:
    normal = [film(f"IM-{number:04}-000{n}.jpeg") for number in range(100, 200) for n in (1, 2)]
    ill = [film(f"person{number}_virus_1.jpeg", "virus") for number in range(1, 51)]
    held_out = held_out_series([*reversed(normal), *ill])
    count = int(100 * HELD_OUT)
    assert held_out & set(normal) == set(normal[: 2 * count]), "a number is held out with all of its films"
    assert held_out & set(ill) == set(ill[: count // 2])


def test_a_short_series_has_no_held_out_films() -> None:
    assert held_out_series([film(f"IM-{number:04}-0001.jpeg") for number in range(8)]) == set()
    assert held_out_series([]) == set()
