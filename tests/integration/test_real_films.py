"""The shipped model on the published test films, which are no part of the repository."""

import json
from pathlib import Path

import pytest
from sklearn.metrics import roc_auc_score

from cxr.__main__ import main

DATA = Path(__file__).parents[3] / "shared" / "data"
FILMS, FOREIGN = DATA / "chest_xray" / "test", DATA / "not_frontal_cxr"


@pytest.mark.skipif(
    not FILMS.exists(), reason="the Kaggle chest-xray-pneumonia films are not beside the checkout"
)
def test_the_shipped_model_ranks_the_published_test_films(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "--json", str(FILMS)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 624
    judged = [row for row in rows if row["status"] == "complete"]
    assert len(judged) >= 0.997 * len(rows)
    assert sum(row["in_population"] is False for row in judged) <= 0.01 * len(rows)
    truth = [Path(row["file"]).parent.name == "PNEUMONIA" for row in judged]
    assert roc_auc_score(truth, [row["probability"] for row in judged]) >= 0.968


@pytest.mark.skipif(not FOREIGN.exists(), reason="the pictures that are no chest film are not at hand")
def test_the_shipped_model_refuses_photographs_and_scans_of_heads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["classify", "--json", str(FOREIGN)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(row["status"] == "refused" for row in rows) >= 0.97 * len(rows)
