"""The shipped model on the published test films, which are no part of the repository."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from cxr.__main__ import main
from cxr.inference.model_card import Verdict, load_model_card
from cxr.study import Label
from training.evaluation.acceptance import RELEASE_CRITERIA
from training.metrics.metrics import expected_calibration_error

DATA = Path(__file__).parents[3] / "shared" / "data"
FILMS, FOREIGN = DATA / "chest_xray" / "test", DATA / "not_frontal_cxr"


@pytest.mark.skipif(
    not FILMS.exists(), reason="the Kaggle chest-xray-pneumonia films are not beside the checkout"
)
def test_the_card_is_true_of_the_published_test_films(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["classify", "--json", str(FILMS)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
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
def test_the_shipped_model_refuses_photographs_and_scans_of_heads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["classify", "--json", str(FOREIGN)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(row["status"] == "refused" for row in rows) >= 0.97 * len(rows)
