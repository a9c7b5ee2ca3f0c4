"""The figures describe what a user of the shipped model gets."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cxr.study import Label
from tests.support.training.brightness import classifier, film
from tests.support.training.labelled import with_labels
from training.data.labelled_film import Film, Kind
from training.errors import TrainingError
from training.evaluation.acceptance import RELEASE_CRITERIA
from training.evaluation.evaluate import evaluate
from training.evaluation.look_log import LOOKS, LookLog
from training.metrics.metrics import measure_set
from training.metrics.predictions import LabelledPredictions, predict_altered, predict_films

P, U, N = Label.POSITIVE, Label.UNCERTAIN, Label.NEGATIVE


def predictions(
    labels: Sequence[Label | None], truth: list[int], kinds: list[str] | None = None
) -> LabelledPredictions:
    count = len(truth)
    return replace(
        with_labels(labels, truth, np.linspace(0, 1, count).tolist()),
        logits=np.arange(count, dtype=np.float64),
        kinds=tuple(kinds or ["pneumonia" if positive else "normal" for positive in truth]),
    )


def random_predictions(count: int) -> LabelledPredictions:
    """Return predictions of a model that is right more often than not."""
    random = np.random.default_rng(1)
    truth = (random.random(count) < 0.6).astype(int).tolist()
    labels = [random.choice([P, P, U, N] if positive else [N, N, U, P]) for positive in truth]
    return predictions([Label(label) for label in labels], truth)


@pytest.fixture
def films(tmp_path: Path) -> list[Film]:
    """Two films a patient: two patients each with bacteria, with a virus, and without pneumonia."""
    kinds: tuple[Kind, ...] = ("bacteria", "virus", "normal")
    listed = []
    for number, kind in enumerate(kinds * 4):
        path = tmp_path / f"{number}.png"
        film(opacity=kind != "normal", high=bool(number % 2), right=number > 5).save(path)
        listed.append(Film(path, f"p{number % 6}", kind))
    return listed


def test_uncertain_label_is_not_positive() -> None:
    figures = measure_set(predictions([N, U, U, P], [0, 0, 1, 1]))
    assert (figures["accuracy"], figures["sensitivity"], figures["specificity"]) == (0.75, 0.5, 1)
    assert (figures["uncertain"], figures["pneumonia_called_negative"]) == (2, 0)
    assert figures["normal_called_negative"] == 0.5, "an uncertain normal film is not called negative"


@pytest.mark.parametrize("target", [0, 1])
def test_film_refused_by_mistake_counts_as_wrong(target: int) -> None:
    accepted = measure_set(predictions([N, P, P if target else N], [0, 1, target]))
    refused = measure_set(predictions([N, P, None], [0, 1, target]))
    assert accepted["accuracy"] == 1
    assert refused["accuracy"] == pytest.approx(2 / 3)
    assert refused["refused"] == 1


def test_support_counts_every_film() -> None:
    classes: Any = measure_set(predictions([N, None, P, P], [0, 0, 1, 1]))["classes"]
    assert (classes["normal"]["support"], classes["pneumonia"]["support"]) == (2, 2)


def test_figures_are_inside_their_intervals() -> None:
    figures: Any = measure_set(random_predictions(300))
    patients = [figures, *figures["classes"].values()]
    named = list(chain.from_iterable(((group, name) for name in group["intervals"]) for group in patients))
    assert {name for _, name in named} == {
        *("accuracy", "sensitivity", "specificity", "auc", "average_precision", "brier", "ece"),
        *("normal_called_negative", "pneumonia_called_negative", "precision", "recall", "f1"),
    }
    for group, name in named:
        low, high = group["intervals"][name]
        assert low <= group[name] <= high, name
        assert 0 < high - low < 0.3, name


def test_kinds_of_pneumonia_are_measured_against_normal_films() -> None:
    labels, truth = [N, N, P, P, U, N], [0, 0, 1, 1, 1, 1]
    kinds = ["normal", "normal", "bacteria", "bacteria", "virus", "virus"]
    kinds_measured: Any = measure_set(predictions(labels, truth, kinds))["kinds"]
    assert (kinds_measured["bacteria"]["sensitivity"], kinds_measured["virus"]["sensitivity"]) == (1, 0)
    assert (kinds_measured["bacteria"]["films"], kinds_measured["bacteria"]["auc"]) == (2, 1)
    assert measure_set(predictions(labels, truth))["kinds"] == {}, "one kind alone is the whole set"


def test_films_of_one_class_have_a_sensitivity_but_no_auc() -> None:
    figures: Any = measure_set(predictions([P, P, U], [1, 1, 1]))
    assert figures["auc"] is None
    assert figures["specificity"] is None
    assert figures["sensitivity"] == pytest.approx(2 / 3)


def test_refused_film_has_a_probability_but_no_label(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    film().transpose(Image.Transpose.ROTATE_180).save(path)
    read = predict_films(classifier(), [Film(path, "p1", "virus")])
    assert read.labels == (None,)
    assert read.probabilities[0] > 0.6
    assert read.maps.shape == read.lungs.shape == (1, 32, 32)
    assert read.lungs.any()
    assert not read.lungs.all()


def test_flagged_films_count_by_the_label_of_their_probability(tmp_path: Path) -> None:
    kinds: tuple[Kind, ...] = ("virus", "normal")
    for kind in kinds:
        film(opacity=kind == "virus", adult=True).save(tmp_path / f"{kind}.png")
    flagged = predict_films(classifier(), [Film(tmp_path / f"{kind}.png", kind, kind) for kind in kinds])
    assert flagged.labels == (Label.POSITIVE, Label.NEGATIVE)
    figures = measure_set(flagged)
    assert (figures["flagged"], figures["refused"]) == (2, 0)
    assert (figures["accuracy"], figures["sensitivity"], figures["specificity"]) == (1, 1, 1)


def test_altered_film_that_the_reader_refuses_has_a_probability(tmp_path: Path) -> None:
    blank = Image.new("L", (40, 40))
    read = predict_altered(classifier(), [film(), blank], predictions([P, N], [1, 0]))
    assert read.labels == (Label.POSITIVE, None)
    assert read.probabilities[1] < 0.4
    assert read.patients == ("p0", "p1")


def test_unreadable_film_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.jpeg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(TrainingError, match=r"broken\.jpeg cannot be read"):
        predict_films(classifier(), [Film(tmp_path / "broken.jpeg", "p1", "virus")])


def test_figures_and_plots_are_written(films: list[Film], tmp_path: Path) -> None:
    out, shares = tmp_path / "out", {"pictures": 2, "refused": 1.0, "flagged": 0.0}
    figures = evaluate(
        classifier(),
        {"validation": films[:6], "series": films[:6], "test": films, "adults": films[:3]},
        out,
        limits={
            "photo": {"only_measured": shares},
            "adults": {"fitted_on": shares, "only_measured": {**shares, "flagged": 0.5}},
        },
        looks=LookLog(tmp_path, "evaluate"),
        more={"parity": {"holds": True}},
    )
    assert json.loads((out / "figures.json").read_text()) == figures
    assert sorted(path.name for path in out.iterdir()) == [
        "adults.png",
        "figures.json",
        "series.png",
        "test.png",
        "validation.png",
    ]
    test, ood, heatmaps = (dict[str, Any](figures[name]) for name in ("test", "limits", "attention"))  # type: ignore[call-overload]
    assert (test["films"], test["patients"], test["accuracy"]) == (12, 6, 1)
    assert set(test["kinds"]) == {"bacteria", "virus"}
    assert ood["photo"]["only_measured"]["refused"] == 1
    assert set(ood["validation"]) == set(ood["series"]) == {"fitted_on"}
    assert set(ood["test"]) == {"only_measured"}
    assert [ood["adults"][half]["flagged"] for half in ("fitted_on", "only_measured")] == [0, 0.5]
    assert (heatmaps["films"], heatmaps["chimeras"]["pairs"]) == (8, 4)
    assert set(figures) >= {"transformed", "files", "shortcuts", "treatments", "parity"}
    assert set(test) >= {"predictive_values", "by_probability", "by_series"}
    assert figures["looks"] == 1
    assert len((tmp_path / LOOKS).read_text().splitlines()) == 2


def test_evaluation_without_test_films_is_no_look(films: list[Film], tmp_path: Path) -> None:
    figures = evaluate(classifier(), {"holdout": films}, tmp_path / "out", looks=LookLog(tmp_path, "export"))
    assert "looks" not in figures
    assert not (tmp_path / LOOKS).exists()


def test_every_release_criterion_finds_its_figure(films: list[Film], tmp_path: Path) -> None:
    shares = {"only_measured": {"pictures": 2, "refused": 1.0, "flagged": 0.0}}
    figures = evaluate(
        classifier(),
        dict.fromkeys(("series", "test", "nih_adult", "covid_adult"), films),
        tmp_path / "out",
        limits={"photo": shares, "brain_mri": shares},
        more={"parity": {"int8": {"labels_changed": 0.0}}, "parity_test": {"labels_changed": 0.0}},
    )
    assert [criterion.name for criterion in RELEASE_CRITERIA if criterion.measured(figures) is None] == []


def test_plot_of_a_set_fits_the_page(films: list[Film], tmp_path: Path) -> None:
    figures = evaluate(classifier(), {"holdout": films, "test": []}, tmp_path / "out")
    assert "test" not in figures, "a population may have no test part"
    with Image.open(tmp_path / "out" / "holdout.png") as plot:
        assert plot.size == (900, 840)
        assert np.asarray(plot.convert("L")).std() > 10, "the plot is not empty"
