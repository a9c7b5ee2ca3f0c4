"""The JSON that other systems read."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from cxr.study import Finding, Label, OutOfPopulation, RefusalReason, Region, Status, Study
from functions.classify.results_bucket import result_document

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINDING = Finding(0.75, Label.POSITIVE, True, "2026.11", (Region(0.1, 0.2, 0.3, 0.4, 0.9),))
STUDY = Study("st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", Status.COMPLETE, NOON, NOON, patient_ref="P-1")


def test_of_a_complete_study() -> None:
    document = json.loads(json.dumps(result_document(replace(STUDY, finding=FINDING, patient_hash="a" * 64))))

    assert document == {
        "study_id": STUDY.study_id,
        "site": "st-marys",
        "status": "complete",
        "reason": None,
        "patient_hash": "a" * 64,
        "examination_hash": None,
        "probability": 0.75,
        "label": "positive",
        "in_population": True,
        "out_of_population_reason": None,
        "regions": [{"x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4, "weight": 0.9}],
        "model_version": "2026.11",
        "operating_point": "card",
        "thresholds": None,
    }


def test_of_a_film_outside_the_validated_population() -> None:
    outside = replace(
        FINDING, label=None, in_population=False, out_of_population_reason=OutOfPopulation.ONE_SIDED
    )

    document = json.loads(json.dumps(result_document(replace(STUDY, finding=outside))))
    assert (document["in_population"], document["out_of_population_reason"]) == (False, "one_sided")
    assert (document["label"], document["probability"]) == (None, 0.75)


def test_of_a_refused_study() -> None:
    refused = replace(STUDY, status=Status.REFUSED, reason=RefusalReason.BLANK)

    document = json.loads(json.dumps(result_document(refused)))
    assert (document["status"], document["reason"], document["probability"]) == ("refused", "blank", None)
    assert document.keys() == result_document(replace(STUDY, finding=FINDING)).keys()


def test_the_patient_reference_stays_in_the_table() -> None:
    assert "P-1" not in json.dumps(result_document(STUDY))
