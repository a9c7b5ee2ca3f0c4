"""The verdicts that a site exports show how far its films would move the calibration."""

import math
from pathlib import Path

import pytest

from cxr.inference.model_card import CARD_NAME
from tests.support.training.brightness import CARD
from training.__main__ import main

HEAD = "study_id,model_version,label,probability,reference,in_population"


def table(folder: Path, *rows: str) -> Path:
    (folder / CARD_NAME).write_text(CARD.model_dump_json())
    path = folder / "verdicts.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    return path


def lines(count: int, reference: str, probability: str = "0.500000", version: str = "bright") -> list[str]:
    cells = f"{version},uncertain,{probability},{reference},1"
    return [f"{version}-{reference}-{number},{cells}" for number in range(count)]


def refit(path: Path) -> int:
    return main(["intercept", "--verdicts", str(path), "--model", str(path.parent)])


def test_the_shift_moves_the_mean_probability_to_the_readers_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed_mind = lines(1, "1", probability="0.9")
    unsure = ["s,bright,positive,0.9,,1"]
    other = lines(50, "1", version="older")
    path = table(tmp_path, *changed_mind, *unsure, *other, *lines(40, "1"), *lines(160, "0"))
    assert refit(path) == 0
    shown = capsys.readouterr().out
    assert f"shift {math.log(40 / 160):.3f} (" in shown
    assert "200 films. Left out: 1 without a reference, 1 earlier verdicts, 50 films of other" in shown


def test_films_outside_the_population_are_counted_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = [f"outside-{n},bright,,0.500000,1,0" for n in range(15)]
    assert refit(table(tmp_path, *outside, *lines(30, "1"), *lines(90, "0"))) == 0
    inside, judged = capsys.readouterr().out.splitlines()[1:]
    assert inside.startswith(f"- In-population films: shift {math.log(30 / 90):.3f}")
    assert judged.startswith(f"- All judged films: shift {math.log(45 / 90):.3f}")


def test_a_rounded_certainty_has_a_finite_shift(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refit(table(tmp_path, *lines(30, "1", "1.000000"), *lines(30, "0", "0.000000"))) == 0
    assert "shift 0.000" in capsys.readouterr().out.replace("-0.000", "0.000")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (lines(29, "1") + lines(40, "0"), "were 29 and 40"),
        (lines(40, "1", version="older") + lines(40, "0", version="older"), "were 0 and 0"),
        (["s,bright,positive,2,1,1"], "line 2: the probability is not a number from 0 to 1"),
    ],
)
def test_too_few_or_unreadable_verdicts_end_in_a_sentence(
    rows: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refit(table(tmp_path, *rows)) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_without_a_model_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table(tmp_path, *lines(30, "1"))
    assert main(["intercept", "--verdicts", str(path), "--model", str(tmp_path / "empty")]) == 2
    assert f"--model {tmp_path / 'empty'} contains no usable model" in capsys.readouterr().err
