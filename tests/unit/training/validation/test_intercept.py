"""The shift of the intercept makes the mean probability the share of films with pneumonia."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.training.brightness import CARD
from tests.unit.training.validation.conftest import WriteSite, films
from training.__main__ import main
from training.validation.films.attributes import Attributes
from training.validation.films.judged_films import SiteFilm
from training.validation.group import group_of
from training.validation.intercept import refit_intercept, shifts


def site(ill: int, normal: int, logit: float = 0.0) -> list[SiteFilm]:
    shown = [True] * ill + [False] * normal
    return [SiteFilm(str(n), has, Attributes(), logit) for n, has in enumerate(shown)]


def test_equal_films_are_shifted_to_their_share_of_pneumonia() -> None:
    figures = refit_intercept(group_of(site(ill=80, normal=320, logit=1.0), CARD), CARD)
    expected = np.log(80 / 320) - 1
    assert figures["shift"] == pytest.approx(expected)
    assert figures["intercept"] == pytest.approx(CARD.calibration.intercept + expected)
    intervals = figures["intervals"]
    assert isinstance(intervals, dict)
    low, high = intervals["shift"]
    assert low < expected < high
    assert figures["ece_shifted"] == pytest.approx(0, abs=1e-9)


def test_the_shift_agrees_with_a_logistic_regression_with_an_offset() -> None:
    random = np.random.default_rng(3)
    logits = random.normal(0, 2, 4000)
    ill = random.random(4000) < 1 / (1 + np.exp(-(logits - 1.5)))
    shown = [SiteFilm(str(n), bool(ill[n]), Attributes(), float(logits[n])) for n in range(4000)]
    group = group_of(shown, CARD)
    (shift,) = shifts(np.ones((1, 4000)), group)
    assert shift == pytest.approx(-1.5, abs=0.1)
    assert np.mean(1 / (1 + np.exp(-(group.log_odds + shift)))) == pytest.approx(ill.mean())


def test_a_draw_of_one_class_has_no_shift() -> None:
    group = group_of(site(ill=2, normal=2), CARD)
    assert np.isnan(shifts(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 2.0, 2.0]]), group)).all()


def test_the_shift_is_printed_and_written_and_the_card_stays(
    write_site: WriteSite, tmp_path: Path, fake_model: None, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_site(films(60, ill=False, wrong=6) + films(31, ill=True, wrong=5))
    page = tmp_path / "page.md"
    assert main(["validate", "--data", str(folder), "--out", str(page), "--refit-intercept"]) == 0
    shift = json.loads(page.with_suffix(".json").read_text())["intercept"]["judged"]["shift"]
    assert f"- All judged films: shift {shift:.3f} (" in capsys.readouterr().out
    assert f"shift {shift:.3f} (" in page.read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"ward", "page.md", "page.json"}


@pytest.mark.parametrize(("ill", "refused", "which"), [(29, 0, "given were 29"), (30, 1, "judged were 29")])
def test_too_few_films_of_a_class_are_refused_before_anything_is_written(
    ill: int,
    refused: int,
    which: str,
    write_site: WriteSite,
    tmp_path: Path,
    fake_model: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_site(films(40, ill=False) + films(ill, ill=True))
    for path in sorted((folder / "PNEUMONIA").iterdir())[:refused]:
        path.write_text("no image")
    page = tmp_path / "page.md"
    assert main(["validate", "--data", str(folder), "--out", str(page), "--refit-intercept"]) == 2
    assert f"needs 30 films with pneumonia and 30 without; {which} and 40." in capsys.readouterr().err
    assert not page.exists()
    assert not page.with_suffix(".json").exists()
