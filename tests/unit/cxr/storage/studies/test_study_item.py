"""A study comes back from the table as it went in."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cxr.storage.studies.study_item import finding_to_item, item_to_study, study_to_item
from cxr.study import DefaultWindow, Finding, Label, OutOfPopulation, RefusalReason, Region, Status, Study

CREATED = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
FINDING = Finding(
    probability=0.873201,
    label=Label.POSITIVE,
    in_population=True,
    model_version="2026.11",
    regions=(Region(x=0.25, y=0.5, width=0.125, height=0.1, weight=0.8),),
)
FOREIGN = replace(FINDING, label=None, in_population=False, out_of_population_reason=OutOfPopulation.AGE)
AWAITING = Study("st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", Status.AWAITING_UPLOAD, CREATED, CREATED)


@pytest.mark.parametrize(
    "study",
    [
        AWAITING,
        replace(AWAITING, patient_ref="P-0042", source="inbox"),
        replace(AWAITING, status=Status.PROCESSING, object_etag="e1"),
        replace(AWAITING, status=Status.COMPLETE, object_etag="e1", finding=FINDING),
        replace(AWAITING, status=Status.COMPLETE, finding=replace(FINDING, in_population=None, regions=())),
        replace(AWAITING, status=Status.COMPLETE, finding=FOREIGN),
        replace(AWAITING, status=Status.REFUSED, reason=RefusalReason.BLANK),
        replace(AWAITING, patient_hash="a" * 64, examination_hash="b" * 64),
        replace(AWAITING, window=DefaultWindow(4095.5, -0.25)),
        replace(AWAITING, window=DefaultWindow(0, 4095, bytes(range(256)))),
        replace(AWAITING, unread=False, has_thumbnail=True),
    ],
    ids=[
        "awaiting",
        "with_patient_ref",
        "processing",
        "complete",
        "population_unknown",
        "outside",
        "refused",
        "hashed",
        "windowed",
        "windowed_by_a_curve",
        "read",
    ],
)
def test_round_trip(study: Study) -> None:
    assert item_to_study(study_to_item(study)) == study


def test_what_is_not_known_takes_no_room() -> None:
    assert study_to_item(AWAITING).keys() == {
        "site",
        "study_id",
        "status",
        "created_at",
        "updated_at",
        "source",
        "urgency",
    }


def test_a_study_that_was_read_is_not_in_the_index() -> None:
    assert "urgency" not in study_to_item(replace(AWAITING, unread=False))


def test_numbers_are_decimals_of_six_digits() -> None:
    item = finding_to_item(replace(FINDING, probability=1 / 3))

    assert item["probability"] == Decimal("0.333333")
    assert item["regions"][0]["width"] == Decimal("0.125")


def test_not_in_population_is_not_the_same_as_unknown() -> None:
    assert finding_to_item(FOREIGN)["in_population"] is False
    assert "in_population" not in finding_to_item(replace(FINDING, in_population=None))


def test_a_film_outside_the_population_is_stored_without_a_label() -> None:
    assert "label" not in finding_to_item(FOREIGN)


def test_a_label_of_0_8_0_outside_the_population_is_left_aside() -> None:
    item = study_to_item(replace(AWAITING, status=Status.COMPLETE, finding=FOREIGN))
    item["finding"]["label"] = "negative"
    assert item_to_study(item).finding == FOREIGN


@pytest.mark.parametrize("in_population", [True, None])
def test_a_finding_of_0_8_0_without_a_flag_keeps_its_label(in_population: bool | None) -> None:
    finding = replace(FINDING, in_population=in_population)
    item = study_to_item(replace(AWAITING, status=Status.COMPLETE, finding=finding))
    assert item_to_study(item).finding == finding


def test_a_finding_stored_before_its_reason_was_can_still_be_read() -> None:
    item = study_to_item(replace(AWAITING, status=Status.COMPLETE, finding=FOREIGN))
    del item["finding"]["out_of_population_reason"]
    finding = item_to_study(item).finding
    assert finding == replace(FOREIGN, out_of_population_reason=None)
