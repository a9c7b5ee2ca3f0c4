"""What the framing of films gives away is told before a network is trained on it."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.augmentation import framing_audit as framing
from training.augmentation.framing_audit import framing_alone
from training.data.catalog import Film, Kind


@pytest.fixture(autouse=True)
def bright_lungs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lungs are what is bright, so that it is known where they are."""
    monkeypatch.setattr(framing, "lung_masks", lambda films: (films[..., 0] > 128).astype(np.float32))


def films(folder: Path, heights: dict[Kind, float]) -> list[Film]:
    """Films with lungs of about these shares of a side, by what they show; others in another folder."""
    random, made = np.random.default_rng(list(folder.name.encode())), []
    folder.mkdir()
    for kind, height in heights.items():
        for number in range(60):
            pixels = np.zeros((64, 64), np.uint8)
            reach = round(32 * random.normal(height, 0.05))
            pixels[32 - reach : 32 + reach, 10:54] = 255
            Image.fromarray(pixels).save(folder / f"{kind}-{number}.png")
            made.append(Film(folder / f"{kind}-{number}.png", f"{kind}-{number}", kind))
    return made


def test_a_class_that_is_framed_closer_is_told_by_that_alone(tmp_path: Path) -> None:
    fit = films(tmp_path / "fit", {"normal": 0.5, "pneumonia": 0.7})
    own, anew = framing_alone(fit, films(tmp_path / "other", {"normal": 0.5, "pneumonia": 0.7}))
    assert own > 0.95
    assert anew == pytest.approx(0.5, abs=0.15), "variation takes it away"
    turned_round, _ = framing_alone(fit, films(tmp_path / "reverse", {"normal": 0.7, "pneumonia": 0.5}))
    assert turned_round < 0.05, "it is judged on other films than it was fitted on"


def test_it_is_told_in_a_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["framing", "--data", str(data)]) == 0
    assert re.fullmatch(
        r"AUC of the framing alone, on \d+ films to choose by: [01]\.\d{3}, and [01]\.\d{3} framed anew\n",
        capsys.readouterr().out,
    )


def test_a_folder_without_films_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["framing", "--data", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_classes_that_are_framed_alike_are_not(tmp_path: Path) -> None:
    heights: dict[Kind, float] = {"normal": 0.6, "pneumonia": 0.6}
    own, _ = framing_alone(films(tmp_path / "fit", heights), films(tmp_path / "other", heights))
    assert own == pytest.approx(0.5, abs=0.2)
