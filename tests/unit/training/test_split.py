"""No patient stands on both sides of a split."""

import csv
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.films import Film, list_films
from training.split import check_split, split, write_split


def test_every_film_is_in_one_part_and_no_patient_in_two(data: Path) -> None:
    films = list_films(data / "train")
    parts = split(films, seed=1)
    assert sorted(film.path for part in parts.values() for film in part) == sorted(
        film.path for film in films
    )
    groups = [{film.group for film in part} for part in parts.values()]
    assert sum(map(len, groups)) == len(set().union(*groups)) == 40


def test_shares_are_8_1_1_and_every_part_has_both_classes(data: Path) -> None:
    parts = split(list_films(data / "train"), seed=1)
    assert [len(parts[name]) for name in ("fit", "choose", "report")] == [64, 8, 8]
    assert all({film.target for film in part} == {0, 1} for part in parts.values())


def test_the_same_seed_gives_the_same_split_and_another_another(data: Path) -> None:
    films = list_films(data / "train")
    assert split(films, seed=1) == split(films, seed=1)
    assert split(films, seed=1) != split(films, seed=2)


def test_too_few_patients_are_told() -> None:
    films = [Film(Path("a"), "person1", "virus"), Film(Path("b"), "IM-1", "normal")]
    with pytest.raises(TrainingError, match="too few patients"):
        split(films, seed=1)


def test_a_film_that_came_later_is_told_because_it_would_move_others(data: Path, tmp_path: Path) -> None:
    films = list_films(data / "train")
    write_split(split(films, seed=1), tmp_path / "split.csv")
    check_split(split(films, seed=1), tmp_path / "split.csv")
    with pytest.raises(TrainingError, match="not those of"):
        check_split(split(films[1:], seed=1), tmp_path / "split.csv")


def test_the_split_is_written_whole(data: Path, tmp_path: Path) -> None:
    parts = split(list_films(data / "train"), seed=1)
    write_split(parts, tmp_path / "split.csv")
    with (tmp_path / "split.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 80
    assert {row["part"] for row in rows} == {"fit", "choose", "report"}
    assert not list(tmp_path.glob("*.partial"))
