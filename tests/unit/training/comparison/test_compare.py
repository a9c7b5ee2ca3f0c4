"""Networks are compared on the same films, and a comparison can be resumed. On films of noise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from cxr.inference.model_card import load_model_card
from tests.support.training.finished import finished
from tests.support.training.screening import FINDER
from training.comparison import compare as comparison
from training.comparison.candidates import Candidate, ensemble, open_run, recompute_normalization
from training.comparison.compare import (
    best_threshold,
    compare,
    list_comparison_films,
    metrics_at,
    replace_release,
)
from training.comparison.page import FIGURES, PAGE, page, read_figures, write_comparison
from training.config import Config, Stage
from training.data.catalog import list_films, targets
from training.data.labelled_film import Film
from training.data.lung_films import LungFinder
from training.data.split.parts import write_split
from training.errors import TrainingError
from training.networks.backbones import BACKBONES

ROOT = Path(__file__).parents[4]

TINY = Config(stages=(Stage(1, 32),), batch_size=16, warmup_epochs=0.2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use two small networks: the others take minutes to build and convert."""
    names = {"cnn": BACKBONES["cnn"], "again": BACKBONES["cnn"]}
    monkeypatch.setattr(comparison, "BACKBONES", names)
    monkeypatch.setitem(BACKBONES, "again", BACKBONES["cnn"])


@pytest.mark.usefixtures("small")
def test_table_has_every_network_the_ensemble_and_the_release(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, films = tmp_path / "runs", list_comparison_films([str(data)], TINY)
    release = finished(tmp_path / "0.0.1", replace(TINY, architecture="cnn"))
    write_split(films.parts, release / "split.csv")
    runs.mkdir()
    earlier = finished(runs / "again", replace(TINY, architecture="again"))  # it is not trained again
    write_split(films.parts, earlier / "split.csv")
    figures = compare(films, runs, TINY, FINDER, release)
    sizes = {part: len(films.parts[part]) for part in ("train", "validation", "holdout")}
    assert figures["films"] == sizes | {"test": 8}
    cnn, again, mean, released = figures["networks"]
    assert cnn["pixels"] == mean["pixels"] == released["pixels"] == (32,)
    assert cnn["parameters"] == again["parameters"] == mean["parameters"] / 2

    stored = tmp_path / "figures.json"
    rows = write_comparison(figures, stored, tmp_path / "page.md")
    assert rows in (tmp_path / "page.md").read_text()
    names = ["cnn", "again", "mean of these", "release 0.0.1"]
    assert [row.split(" | ")[0].strip("| ") for row in rows.splitlines()[2:]] == names
    assert read_figures(stored)["films"] == figures["films"]

    monkeypatch.setattr(comparison, "evaluate_candidate", known_candidate)
    written = (runs / "cnn" / "weights.npz").stat().st_mtime_ns
    resumed = compare(films, runs, TINY, FINDER)
    assert (runs / "cnn" / "weights.npz").stat().st_mtime_ns == written
    assert [row["name"] for row in resumed["networks"]] == names[:3]
    replaced = replace_release(films, figures, runs / "cnn", FINDER)["networks"]
    assert [row["name"] for row in replaced] == [*names[:3], "release cnn"]
    with pytest.raises(TrainingError, match="other settings"):
        compare(films, runs, replace(TINY, stages=(Stage(2, 32),)), FINDER)


def known_candidate(
    name: str, _model: keras.Model, _config: Config, parts: Mapping[str, Sequence[Film]], _finder: LungFinder
) -> Candidate:
    """Return a candidate that knows the truth."""
    probabilities = {part: targets(films).astype(np.float64) for part, films in parts.items()}
    return Candidate(name, "", (32,), 1, 1.0, probabilities)


def test_release_with_another_split_is_not_compared(data: Path, tmp_path: Path) -> None:
    (tmp_path / "split.csv").write_text("part,population,file\ntrain,kaggle,another.jpeg\n")
    with pytest.raises(TrainingError, match="films are not those"):
        compare(list_comparison_films([str(data)], TINY), tmp_path, TINY, FINDER, tmp_path)


def test_data_without_test_films_cannot_be_compared_on(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "split", lambda films, _: {"validation": films, "holdout": films})
    with pytest.raises(TrainingError, match="none of --data has test films to compare on"):
        list_comparison_films([str(clinic)], TINY)


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


def test_a_release_keeps_its_own_normalization(data: Path, tmp_path: Path) -> None:
    run = finished(tmp_path / "run", replace(TINY, architecture="cnn"))
    kept = open_run(run, FINDER).get_weights()
    again, recomputed = open_run(run, FINDER), open_run(run, FINDER, list_films(data / "test"))
    assert all(map(np.array_equal, kept, again.get_weights()))
    assert not all(map(np.array_equal, kept, recomputed.get_weights()))


def test_the_page_shows_the_stored_figures_and_the_shipped_release() -> None:
    figures = read_figures(ROOT / FIGURES)
    assert (ROOT / PAGE).read_text() == page(figures), "run: python -m training compare --release-only"
    releases = [row["name"] for row in figures["networks"] if row["name"].startswith("release ")]
    assert releases[0] == f"release {load_model_card().version}", "the page compares another release"
