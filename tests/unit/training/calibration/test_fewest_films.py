"""A model that was calibrated on a handful of films is not shipped, unless its card says so."""

from pathlib import Path

import pytest

from tests.support.training.finished import finished
from training.__main__ import main
from training.calibration.calibration import SENSITIVITY_OF_NEGATIVE
from training.calibration.fewest_films import FEWEST_FILMS, are_few
from training.config import Config, Stage
from training.data.labelled_film import Film


def validation(ill: int, normal: int) -> list[Film]:
    kinds = ["virus"] * ill + ["normal"] * normal
    return [
        Film(Path(str(n)), str(n), "virus" if kind == "virus" else "normal") for n, kind in enumerate(kinds)
    ]


def test_films_of_each_class_must_be_enough() -> None:
    assert not are_few(validation(FEWEST_FILMS, FEWEST_FILMS))
    assert are_few(validation(FEWEST_FILMS - 1, 10 * FEWEST_FILMS))
    assert are_few(validation(10 * FEWEST_FILMS, FEWEST_FILMS - 1))


def test_enough_films_allow_one_ill_film_below_the_threshold() -> None:
    assert round(FEWEST_FILMS * (1 - SENSITIVITY_OF_NEGATIVE), 9) >= 1
    assert (FEWEST_FILMS - 1) * (1 - SENSITIVITY_OF_NEGATIVE) < 1


@pytest.mark.parametrize("step", ["run", "export"])
def test_too_few_validation_films_are_refused_before_anything_is_written(
    step: str, data: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, places = tmp_path / "run", tmp_path / "places"
    if step == "export":
        finished(run, Config(architecture="cnn", stages=(Stage(1, 32),)))
    before = sorted(tmp_path.rglob("*"))
    given = ["--data", str(data), "--run", str(run), "--screening", str(screening), "--version", "9.9.9"]
    given += ["--out", str(places / "model"), "--reports", str(places / "reports")]
    assert main([step, *given, "--page", str(places / "card.md")]) == 2
    err = capsys.readouterr().err
    assert "the validation part has 4 films with pneumonia and 2 normal ones" in err
    assert "50 of each" in err
    assert "--allow-few-films" in err
    assert sorted(tmp_path.rglob("*")) == before
