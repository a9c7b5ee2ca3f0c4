"""The framing audit measures how well framing alone predicts the label."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.augmentation import framing_audit as framing
from training.augmentation.framing_audit import framing_auc
from training.data.labelled_film import Film, Kind


@pytest.fixture(autouse=True)
def bright_lungs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take bright places for lungs, so that their place is known."""
    monkeypatch.setattr(framing, "lung_masks", lambda films: (films[..., 0] > 128).astype(np.float32))


def films(folder: Path, heights: dict[Kind, float]) -> list[Film]:
    """Write films whose lungs have about this share of a side, by kind. Each folder has other films."""
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


def test_framing_predicts_the_label_of_a_class_framed_closer(tmp_path: Path) -> None:
    train = films(tmp_path / "train", {"normal": 0.5, "pneumonia": 0.7})
    own, reframed = framing_auc(train, films(tmp_path / "other", {"normal": 0.5, "pneumonia": 0.7}))
    assert own > 0.95
    assert reframed == pytest.approx(0.5, abs=0.15), "augmentation removes it"
    reverse, _ = framing_auc(train, films(tmp_path / "reverse", {"normal": 0.7, "pneumonia": 0.5}))
    assert reverse < 0.05, "the second films are not those of the fit"


def test_framing_step_prints_both_figures(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["framing", "--data", str(data)]) == 0
    assert re.fullmatch(
        r"AUC of the framing alone, on \d+ validation films: [01]\.\d{3}, and [01]\.\d{3} reframed\n",
        capsys.readouterr().out,
    )


def test_folder_without_films_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["framing", "--data", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_framing_does_not_predict_the_label_of_classes_framed_alike(tmp_path: Path) -> None:
    heights: dict[Kind, float] = {"normal": 0.6, "pneumonia": 0.6}
    own, _ = framing_auc(films(tmp_path / "train", heights), films(tmp_path / "other", heights))
    assert own == pytest.approx(0.5, abs=0.2)
