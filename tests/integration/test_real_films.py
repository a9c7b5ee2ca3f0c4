"""The shipped model on the published test films, which are no part of the repository."""

import json
from pathlib import Path

import pytest
from sklearn.metrics import roc_auc_score

from cxr.__main__ import main

FILMS = Path(__file__).parents[3] / "shared" / "data" / "chest_xray" / "test"


@pytest.mark.skipif(
    not FILMS.exists(), reason="the Kaggle chest-xray-pneumonia films are not beside the checkout"
)
def test_the_shipped_model_ranks_the_published_test_films(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "--json", str(FILMS)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 624
    assert {row["status"] for row in rows} == {"complete"}
    truth = [Path(row["file"]).parent.name == "PNEUMONIA" for row in rows]
    assert roc_auc_score(truth, [row["probability"] for row in rows]) >= 0.95
