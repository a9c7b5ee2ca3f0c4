"""The shipped model on published films, which are no part of the repository."""

import io
import json
import random
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from cxr.__main__ import main
from cxr.drift.film_changes import Change, films_of_site
from cxr.inference.model_card import Verdict, load_model_card
from cxr.study import Finding, Label, OutOfPopulation
from tests.support.films.sequence import changes, studies
from training.evaluation.acceptance import RELEASE_CRITERIA
from training.metrics.metrics import expected_calibration_error

DATA = Path(__file__).parents[4] / "shared" / "data"
FILMS, FOREIGN, ADULTS = (DATA / name for name in ("chest_xray/test", "not_frontal_cxr", "nih_adult"))


@pytest.fixture(scope="module")
def children() -> list[dict[str, Any]]:
    """What the command says of each published test film, all of them of children."""
    if not FILMS.exists():
        pytest.skip("the Kaggle chest-xray-pneumonia films are not beside the checkout")
    return answers([FILMS])


@pytest.fixture(scope="module")
def adults() -> list[dict[str, Any]]:
    """What the command says of some films of adults, from another hospital."""
    if not ADULTS.exists():
        pytest.skip("the films of NIH ChestX-ray14 are not beside the checkout")
    return answers(
        [film for kind in ("NORMAL", "PNEUMONIA") for film in sorted((ADULTS / kind).iterdir())[:30]]
    )


def answers(paths: Sequence[Path]) -> list[dict[str, Any]]:
    with redirect_stdout(io.StringIO()) as printed:
        assert main(["classify", "--json", *map(str, paths)]) == 0
    return [json.loads(line) for line in printed.getvalue().splitlines()]


def test_the_card_is_true_of_the_published_test_films(children: list[dict[str, Any]]) -> None:
    rows = children
    assert len(rows) == 624
    judged = [row for row in rows if row["status"] == "complete"]
    assert len(judged) >= 0.997 * len(rows)
    flagged = sum(row["in_population"] is False for row in judged) / len(rows)
    of_films = measured(judged)
    figures = {"test": of_films, "limits": {"test": {"only_measured": {"flagged": flagged}}}}
    stated_figures: dict[str, Any] = load_model_card().figures
    known, stated = verdicts(figures), verdicts(stated_figures)
    assert len(known) == 6
    assert known == {name: stated[name] for name in known}, figures
    of_card = {name: stated_figures["test"][name] for name in of_films}
    assert of_films == pytest.approx(of_card, abs=0.002)


def verdicts(figures: dict[str, Any]) -> dict[str, Verdict]:
    """Return the criteria that these figures decide, each with whether it is met."""
    found = {criterion.name: criterion.verdict(figures) for criterion in RELEASE_CRITERIA}
    return {name: verdict for name, verdict in found.items() if verdict is not Verdict.UNKNOWN}


def measured(judged: list[dict[str, Any]]) -> dict[str, float]:
    """The figures of a model, from films with an answer."""
    ill = np.array([Path(row["file"]).parent.name == "PNEUMONIA" for row in judged])
    # A flagged film has no label, so it counts by that of its probability, as in the model card.
    label_of = load_model_card().thresholds.label
    called = np.array([label_of(row["probability"]) is Label.POSITIVE for row in judged])
    probabilities = np.array([row["probability"] for row in judged])
    return {
        "auc": roc_auc_score(ill, probabilities),
        "accuracy": float((called == ill).mean()),
        "sensitivity": float(called[ill].mean()),
        "specificity": float((~called)[~ill].mean()),
        "ece": expected_calibration_error(probabilities, ill.astype(np.float32)),
    }


@pytest.mark.skipif(not FOREIGN.exists(), reason="the pictures that are no chest film are not at hand")
def test_the_shipped_model_refuses_photographs_and_scans_of_heads() -> None:
    rows = answers([FOREIGN])
    assert sum(row["status"] == "refused" for row in rows) >= 0.97 * len(rows)


def findings(rows: Sequence[dict[str, Any]]) -> list[Finding]:
    """The findings of films that are not refused, as the model made them."""
    return [
        Finding(
            row["probability"],
            row["label"] and Label(row["label"]),
            row["in_population"],
            row["model_version"],
            out_of_population_reason=None if row["in_population"] else OutOfPopulation.APPEARANCE,
        )
        for row in rows
        if row["status"] == "complete"
    ]


@pytest.mark.parametrize("seed", range(5))
def test_real_adults_after_real_children_are_noticed_within_fifty_films(
    children: list[dict[str, Any]], adults: list[dict[str, Any]], seed: int
) -> None:
    chance, card = random.Random(seed), load_model_card()
    films = [*chance.choices(findings(children), k=500), *chance.choices(findings(adults), k=50)]

    (change, at), *_ = changes(films_of_site(studies(films, card.version), card))

    assert change is Change.MORE_FLAGGED
    assert 500 <= at < 550


@pytest.mark.parametrize("seed", range(5))
def test_two_thousand_real_children_raise_no_alarm(children: list[dict[str, Any]], seed: int) -> None:
    card = load_model_card()
    films = random.Random(seed).choices(findings(children), k=2000)

    assert changes(films_of_site(studies(films, card.version), card)) == []
