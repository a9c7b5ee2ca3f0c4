"""All of training in one command, on films of noise: what it leaves is a model that the service can load."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cxr.classifier import load_classifier
from cxr.radiograph import read
from training.__main__ import main


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    random = np.random.default_rng(2)
    for number in range(6):
        path = tmp_path / "foreign" / "photo" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 256, (90, 80), np.uint8)).save(path)
    return tmp_path / "foreign"


@pytest.fixture
def adults(tmp_path: Path) -> Path:
    random = np.random.default_rng(3)
    rows = ["file,patient"]
    for number in range(8):
        name = f"{('NORMAL', 'PNEUMONIA')[number % 2]}/{number}.png"
        path = tmp_path / "adults" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 256, (70, 70), np.uint8)).save(path)
        rows.append(f"{name},{number // 2}")
    (tmp_path / "adults" / "metadata.csv").write_text("\n".join(rows))
    return tmp_path / "adults"


def test_one_command_trains_quantizes_calibrates_measures_and_ships(
    data: Path, foreign: Path, adults: Path, tmp_path: Path
) -> None:
    out, reports, page = tmp_path / "model", tmp_path / "reports", tmp_path / "card.md"
    films = ["--data", str(data), "--foreign", str(foreign), "--adults", str(adults)]
    places = ["--out", str(out), "--reports", str(reports), "--page", str(page)]
    choices = ["--architecture", "cnn", "--stage", "2", "32"]
    assert main(["run", *films, *places, *choices, "--run", str(tmp_path / "run"), "--version", "9.9.9"]) == 0

    classifier = load_classifier(out)
    card = classifier.card
    assert (card.version, card.architecture, card.input.size) == ("9.9.9", "cnn", 32)
    assert card.screening
    assert card.thresholds.negative_below <= card.thresholds.positive_from
    film = read(next((data / "test" / "NORMAL").iterdir()).read_bytes())
    assert 0 < classifier.without_screening().classify(film).finding.probability < 1

    report = reports / "9.9.9"
    assert {path.name for path in report.iterdir()} >= {
        "config.json",
        "split.csv",
        "history.json",
        "weights.npz",
        "curves.png",
        "figures.json",
        "test.png",
    }
    assert json.loads((report / "figures.json").read_text()) == card.figures
    assert card.figures["speed"]["shipped_over_float16"] > 0  # type: ignore[index,call-overload,operator]
    assert "9.9.9" in page.read_text()

    before = card.thresholds
    assert main(["calibrate", *films, *places]) == 0
    again = load_classifier(out).card
    assert (again.thresholds, again.sha256) == (before, card.sha256)
    assert again.figures["parity"] == card.figures["parity"]


def test_screening_needs_both_kinds_of_pictures(
    data: Path, foreign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--foreign", str(foreign)]
    assert main(["train", *options]) == 2
    assert "--adults" in capsys.readouterr().err
