"""One line of the log shows later how each film was judged: by which model, with which thresholds."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cxr.inference.model_card import load_model_card
from cxr.study import Finding, Label, RefusalReason, Status, Study
from cxr.thresholds import SiteThresholds
from functions.classify.classification_record import classification_record
from tests.support.studies import AWAITING

UPLOADED = "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
CARD = load_model_card()
JUDGED = replace(AWAITING, status=Status.COMPLETE, finding=Finding(0.9, Label.POSITIVE, True, CARD.version))


def with_thresholds(thresholds: SiteThresholds | None) -> Study:
    assert JUDGED.finding
    return replace(JUDGED, finding=replace(JUDGED.finding, site_thresholds=thresholds))


@pytest.mark.parametrize(
    ("thresholds", "name", "below", "above"),
    [
        (None, "card", CARD.thresholds.negative_below, CARD.thresholds.positive_from),
        (SiteThresholds("site:st-marys/1", 0.3, 0.8), "site:st-marys/1", 0.3, 0.8),
    ],
)
def test_a_finding_is_recorded_with_its_model_and_its_thresholds(
    thresholds: SiteThresholds | None, name: str, below: float, above: float
) -> None:
    assert classification_record(with_thresholds(thresholds), CARD) == {
        "site": "st-marys",
        "status": "complete",
        "reason": None,
        "operating_point": name,
        "label": "positive",
        "in_population": True,
        "model_version": CARD.version,
        "model_sha256": CARD.sha256,
        "negative_below": below,
        "positive_from": above,
    }


def test_a_refused_film_is_recorded_with_its_reason_alone() -> None:
    refused = replace(AWAITING, status=Status.REFUSED, reason=RefusalReason.NOT_FRONTAL)

    assert classification_record(refused, CARD) == {
        "site": "st-marys",
        "status": "refused",
        "reason": "not_frontal",
    }


def test_each_film_has_one_such_line_with_its_study(
    handle: Callable[[dict[str, Any]], dict[str, Any]], arrive: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    handle(arrive("upload"))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (record,) = [line for line in lines if line.get("message") == "Film read"]
    assert (record["study_id"], record["site"], record["status"]) == (UPLOADED, "st-marys", "complete")
    assert {"model_version", "model_sha256", "operating_point", "negative_below", "positive_from"} <= set(
        record
    )
