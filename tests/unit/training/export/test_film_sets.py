"""Which films choose operating points, and which are only measured."""

from pathlib import Path

import pytest

from tests.support.training.released import write_films
from tests.support.training.screening import screening_file
from training.data.labelled_film import Film
from training.data.split.parts import SERIES
from training.errors import TrainingError
from training.export.inputs import FilmSets, list_measured


def test_held_out_series_are_measured_and_choose_operating_points(tmp_path: Path) -> None:
    films = {name: [Film(tmp_path / name, name, "normal")] for name in ("train", "validation", "holdout")}
    sets = FilmSets(
        films | {SERIES: [Film(tmp_path / "s", "s", "normal")], "unused": []}, {}, screening_file()
    )
    assert [film.patient for film in sets.tuning] == ["validation", "s"]
    assert [film.patient for films in sets.evaluated.values() for film in films] == [
        "validation",
        "holdout",
        "s",
    ]
    assert SERIES in sets.evaluated
    without = FilmSets(films, {}, screening_file())
    assert [film.patient for film in without.tuning] == ["validation"]
    assert SERIES not in without.evaluated


def test_measured_sets_have_the_names_of_their_populations(data: Path, clinic: Path, tmp_path: Path) -> None:
    write_films(tmp_path / "own")
    sets = list_measured([str(data)], [f"mine={tmp_path / 'own'}", str(clinic)])
    assert {name: len(films) for name, films in sets.items()} == {"test": 8, "mine": 40, "clinic": 4}


@pytest.mark.parametrize("name", ["validation", "series", "test", "speed", "screening", "clinic"])
def test_measured_set_with_a_taken_name_is_refused(data: Path, clinic: Path, name: str) -> None:
    with pytest.raises(TrainingError, match=f"--measure {name}=.*'{name}' is taken"):
        list_measured([str(data)], [str(clinic), f"{name}={clinic}"])
