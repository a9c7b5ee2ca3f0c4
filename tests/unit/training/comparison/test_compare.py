"""Networks are compared on the same films, and a comparison can be resumed. On films of noise."""

from pathlib import Path

import keras
import numpy as np
import pytest

from cxr.inference.model_card import load_model_card
from training.comparison import compare as comparison
from training.comparison.candidates import Candidate, ensemble, recompute_normalization
from training.comparison.compare import (
    best_threshold,
    compare,
    list_comparison_films,
    metrics_at,
    replace_release,
)
from training.comparison.page import FIGURES, PAGE, page, read_figures, write_comparison
from training.config import Config, Stage
from training.errors import TrainingError
from training.networks.backbones import BACKBONES

ROOT = Path(__file__).parents[4]

TINY = Config(stages=(Stage(1, 64),), batch_size=16, warmup_epochs=0.2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use two small networks: the others take minutes to build and convert."""
    names = {"cnn": BACKBONES["cnn"], "again": BACKBONES["cnn"]}
    monkeypatch.setattr(comparison, "BACKBONES", names)
    monkeypatch.setitem(BACKBONES, "again", BACKBONES["cnn"])
    monkeypatch.setattr(comparison, "MAIN", "cnn")


@pytest.mark.usefixtures("small")
def test_table_has_every_network_and_the_ensembles(data: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    films = list_comparison_films([str(data)], TINY)
    figures = compare(films, runs, TINY)
    assert figures["films"] == {"train": 64, "validation": 8, "holdout": 8, "test": 8}
    cnn, again, mean, resolutions = figures["networks"]
    assert resolutions["pixels"] == (32, 64, 96)
    assert cnn["parameters"] == again["parameters"] == resolutions["parameters"] == mean["parameters"] / 2

    stored = tmp_path / "figures.json"
    rows = write_comparison(figures, stored, tmp_path / "page.md")
    assert rows in (tmp_path / "page.md").read_text()
    names = ["cnn", "again", "mean of these", "cnn, mean over resolutions"]
    assert [row.split(" | ")[0].strip("| ") for row in rows.splitlines()[2:]] == names
    assert read_figures(stored)["films"]["train"] == 64

    written = (runs / "cnn" / "weights.npz").stat().st_mtime_ns
    figures = compare(films, runs, TINY, runs / "again")
    assert (runs / "cnn" / "weights.npz").stat().st_mtime_ns == written
    assert "release again" in {network["name"] for network in figures["networks"]}

    replaced = replace_release(films, figures, runs / "cnn")["networks"]
    assert [row["name"] for row in replaced[-2:]] == ["release cnn", "release cnn, mean over resolutions"]
    assert len(replaced) == len(figures["networks"]), "the rows of the other release are gone"

    with pytest.raises(TrainingError, match="other settings"):
        compare(films, runs, Config(stages=(Stage(2, 64),), batch_size=16))


def test_release_with_another_split_is_not_compared(data: Path, tmp_path: Path) -> None:
    (tmp_path / "split.csv").write_text("part,population,file\ntrain,kaggle,another.jpeg\n")
    with pytest.raises(TrainingError, match="films are not those"):
        compare(list_comparison_films([str(data)], TINY), tmp_path, TINY, tmp_path)


def test_threshold_maximizes_sensitivity_plus_specificity() -> None:
    truth = np.array([0, 0, 0, 1, 1, 1], np.float32)
    probabilities = np.array([0.1, 0.2, 0.6, 0.5, 0.8, 0.9])
    assert best_threshold(probabilities, truth) == 0.5
    assert metrics_at(probabilities, truth, 0.5) == {
        "auc": pytest.approx(8 / 9),
        "accuracy": pytest.approx(5 / 6),
        "sensitivity": 1.0,
        "specificity": pytest.approx(2 / 3),
    }


def test_ensemble_has_mean_probabilities_and_total_time() -> None:
    members = [
        Candidate("a", "", (96,), 5, 1.5, {"test": np.array([0.2, 0.8])}),
        Candidate("b", "", (64,), 7, 2.5, {"test": np.array([0.4, 0.4])}),
    ]
    both = ensemble("both", members, 12)
    assert both.probabilities["test"] == pytest.approx([0.3, 0.6])
    assert (both.pixels, both.milliseconds, both.parameters) == ((64, 96), 4.0, 12)


def test_normalization_is_recomputed_from_the_films() -> None:
    normalization = keras.layers.BatchNormalization(momentum=0.99)
    backbone = keras.Sequential([keras.Input((None, None, 3)), normalization])
    films = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1)).astype(np.uint8)
    recompute_normalization(backbone, films)
    assert np.asarray(normalization.moving_mean) == pytest.approx(np.full(3, films.mean()), rel=1e-4)
    assert np.asarray(normalization.moving_variance) == pytest.approx(np.full(3, films.var()), rel=0.02)
    assert normalization.momentum == 0.99


def test_the_page_shows_the_stored_figures_and_the_shipped_release() -> None:
    figures = read_figures(ROOT / FIGURES)
    assert (ROOT / PAGE).read_text() == page(figures), "run: python -m training compare --release-only"
    releases = [row["name"] for row in figures["networks"] if row["name"].startswith("release ")]
    assert releases[0] == f"release {load_model_card().version}", "the page compares another release"
