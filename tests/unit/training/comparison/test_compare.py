"""Networks are compared on the same films, and an interrupted comparison goes on. On films of noise."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from training.comparison import compare as comparison
from training.comparison.candidates import Contender, settle, together
from training.comparison.compare import best_threshold, compare, measure
from training.comparison.page import write_comparison
from training.config import Config, Stage
from training.errors import TrainingError
from training.networks.backbones import BACKBONES

TINY = Config(stages=(Stage(1, 64),), batch_size=16, warmup_epochs=0.2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two small networks in place of four, three of which take minutes to build and convert."""
    names = {"cnn": BACKBONES["cnn"], "again": BACKBONES["cnn"]}
    monkeypatch.setattr(comparison, "BACKBONES", names)
    monkeypatch.setitem(BACKBONES, "again", BACKBONES["cnn"])
    monkeypatch.setattr(comparison, "MAIN", "cnn")


@pytest.mark.usefixtures("small")
def test_every_network_and_their_means_are_on_one_table(data: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    figures = compare([str(data)], runs, config=TINY)
    assert figures["films"] == {"fit": 64, "choose": 8, "report": 8, "test": 8}
    cnn, again, mean, resolutions = figures["networks"]
    assert resolutions["pixels"] == (32, 64, 96)
    assert cnn["parameters"] == again["parameters"] == resolutions["parameters"] == mean["parameters"] / 2

    shown = write_comparison(figures, tmp_path, tmp_path / "page.md")
    assert shown in (tmp_path / "page.md").read_text()
    names = ["cnn", "again", "mean of these", "cnn, mean over resolutions"]
    assert [row.split(" | ")[0].strip("| ") for row in shown.splitlines()[2:]] == names
    assert json.loads((tmp_path / "architectures" / "figures.json").read_text())["films"]["fit"] == 64

    stored = (runs / "cnn" / "weights.npz").stat().st_mtime_ns
    figures = compare([str(data)], runs, runs / "again", TINY)
    assert (runs / "cnn" / "weights.npz").stat().st_mtime_ns == stored
    assert "release again" in {network["name"] for network in figures["networks"]}

    with pytest.raises(TrainingError, match="other choices"):
        compare([str(data)], runs, config=Config(stages=(Stage(2, 64),), batch_size=16))


def test_a_release_of_another_split_is_not_compared(data: Path, tmp_path: Path) -> None:
    (tmp_path / "split.csv").write_text("part,population,file\nfit,kaggle,another.jpeg\n")
    with pytest.raises(TrainingError, match="films are not those"):
        compare([str(data)], tmp_path, tmp_path, TINY)


def test_the_threshold_is_where_sensitivity_and_specificity_together_are_highest() -> None:
    truth = np.array([0, 0, 0, 1, 1, 1], np.float32)
    said = np.array([0.1, 0.2, 0.6, 0.5, 0.8, 0.9])
    assert best_threshold(said, truth) == 0.5
    assert measure(said, truth, 0.5) == {
        "auc": pytest.approx(8 / 9),
        "accuracy": pytest.approx(5 / 6),
        "sensitivity": 1.0,
        "specificity": pytest.approx(2 / 3),
    }


def test_several_speak_as_one_by_their_mean_and_take_as_long_as_all() -> None:
    members = [
        Contender("a", "", (96,), 5, 1.5, {"test": np.array([0.2, 0.8])}),
        Contender("b", "", (64,), 7, 2.5, {"test": np.array([0.4, 0.4])}),
    ]
    both = together("both", members, 12)
    assert both.probabilities["test"] == pytest.approx([0.3, 0.6])
    assert (both.pixels, both.milliseconds, both.parameters) == ((64, 96), 4.0, 12)


def test_normalization_settles_on_what_it_sees_however_it_began() -> None:
    normalization = keras.layers.BatchNormalization(momentum=0.99)
    backbone = keras.Sequential([keras.Input((None, None, 3)), normalization])
    films = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1)).astype(np.uint8)
    settle(backbone, films)
    assert np.asarray(normalization.moving_mean) == pytest.approx(np.full(3, films.mean()), rel=1e-4)
    assert np.asarray(normalization.moving_variance) == pytest.approx(np.full(3, films.var()), rel=0.02)
    assert normalization.momentum == 0.99
