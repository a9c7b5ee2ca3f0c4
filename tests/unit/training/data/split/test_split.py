"""The split: no patient is in two parts."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from training.data.catalog import list_films, list_populations
from training.data.labelled_film import Film, Kind
from training.data.split.parts import SERIES, SHARES, UNUSED, check_split, read_split, split, write_split
from training.errors import TrainingError

ROOT = Path(__file__).parents[5]
PUBLISHED = ROOT.parent / "shared" / "data" / "chest_xray"
RECORDED = ROOT / "training" / "reports" / "0.9.0" / "split.csv"


def numbered(patients: int) -> list[Film]:
    """Return two films of each patient, with the names of three series."""
    series: tuple[tuple[str, Kind], ...] = (
        ("IM-{:04}-000{}", "normal"),
        ("NORMAL2-IM-{:04}-000{}", "normal"),
        ("person{}_virus_{}", "virus"),
    )
    return [
        Film(Path(name), name.rpartition("-")[0] or name.partition("_")[0], kind)
        for number in range(1, patients + 1)
        for film in (1, 2)
        for pattern, kind in series
        for name in [pattern.format(number, film)]
    ]


def number(film: Film) -> int:
    return int(film.path.name.partition("person")[2].partition("_")[0] or film.path.name.split("-")[-2])


def test_films_are_in_one_part_and_no_patient_is_in_two(data: Path) -> None:
    films = list_films(data / "train")
    parts = split(films, seed=1)
    assert sorted(film.path for part in parts.values() for film in part) == sorted(
        film.path for film in films
    )
    groups = [{film.patient for film in part} for part in parts.values()]
    assert sum(map(len, groups)) == len(set().union(*groups)) == 32


def test_parts_have_shares_8_1_1_of_the_patients_and_both_classes() -> None:
    films = [replace(film, population="ours") for film in numbered(100)]
    parts = split(films, seed=1)
    counts = [len({film.patient for film in parts[name]}) for name in SHARES]
    assert counts == [240, 30, 30]
    assert all({film.target for film in part} == {0, 1} for part in parts.values())


def test_held_out_series_are_the_lowest_numbers_and_in_no_other_part() -> None:
    films = numbered(100)
    parts = split(films, seed=1)
    held_out = set(parts[SERIES]) | set(parts[UNUSED])
    assert held_out == {film for film in films if number(film) <= 12}
    assert not held_out & {film for part in SHARES for film in parts[part]}
    assert sum(map(len, parts.values())) == len(films)


def test_series_films_were_held_back_by_the_split_without_series() -> None:
    """Weights of earlier releases were trained on the other films of the series."""
    films = numbered(100)
    parts = split(films, seed=1)
    before = split([replace(film, population="ours") for film in films], seed=1)
    trained_on = {film.path for film in before["train"]}
    assert not trained_on & {film.path for film in parts[SERIES]}
    assert {film.path for film in parts[UNUSED]} < trained_on
    assert {film.path for film in parts["train"]} < trained_on


def test_films_without_long_series_have_three_parts(data: Path) -> None:
    assert set(split(list_films(data / "train"), seed=1)) == set(SHARES)


def test_seed_determines_the_split(data: Path) -> None:
    films = list_films(data / "train")
    assert split(films, seed=1) == split(films, seed=1)
    assert split(films, seed=1) != split(films, seed=2)


def test_too_few_patients_are_refused() -> None:
    films = [Film(Path("a"), "person1", "virus"), Film(Path("b"), "IM-1", "normal")]
    with pytest.raises(
        TrainingError, match="too few patients: the validation part would have one class only"
    ):
        split(films, seed=1)


def test_added_film_is_refused_because_it_would_move_others(data: Path, tmp_path: Path) -> None:
    films = list_films(data / "train")
    write_split(split(films, seed=1), tmp_path / "split.csv")
    check_split(split(films, seed=1), tmp_path / "split.csv")
    with pytest.raises(TrainingError, match="not those of"):
        check_split(split(films[1:], seed=1), tmp_path / "split.csv")


def test_damaged_record_is_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / "split.csv").write_text("part\ntrain\n")
    with pytest.raises(TrainingError, match=r"split\.csv lacks the columns population, file"):
        check_split(split(list_films(data / "train"), seed=1), tmp_path / "split.csv")


def test_populations_are_split_in_the_same_proportions() -> None:
    films = [
        Film(Path(f"{name}-{number}"), f"{name}/{number}", "pneumonia" if number % 2 else "normal", name)
        for name, patients in (("large", 100), ("small", 20))
        for number in range(patients)
    ]
    parts = split(films, seed=1)
    for name, sizes in (("large", (80, 10, 10)), ("small", (16, 2, 2))):
        counts = [
            sum(film.population == name for film in parts[part])
            for part in ("train", "validation", "holdout")
        ]
        assert tuple(counts) == sizes


@pytest.mark.skipif(
    not (PUBLISHED.is_dir() and RECORDED.exists()),
    reason="the chest_xray films are not beside the checkout, or the release is not made yet",
)
def test_published_films_are_split_as_the_shipped_release_recorded() -> None:
    parts = split(list_populations([str(PUBLISHED)]), seed=7)
    check_split(parts, RECORDED)


def test_split_of_release_0_8_is_read_with_todays_names(tmp_path: Path) -> None:
    path = tmp_path / "split.csv"
    path.write_text("part,population,file\nfit,kaggle,a\nchoose,kaggle,b\nreport,kaggle,c\n")
    assert read_split(path) == [
        ("train", "kaggle", "a"),
        ("validation", "kaggle", "b"),
        ("holdout", "kaggle", "c"),
    ]


def test_split_is_written_atomically(data: Path, tmp_path: Path) -> None:
    parts = split(list_films(data / "train"), seed=1)
    write_split(parts, tmp_path / "split.csv")
    with (tmp_path / "split.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 64
    assert {row["part"] for row in rows} == {"train", "validation", "holdout"}
    assert not list(tmp_path.glob("*.partial*"))
