"""Each night the sites are counted whose films have changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from ulid import ULID

from cxr.inference.model_card import load_model_card
from cxr.storage.sites.members import MemberStore
from cxr.storage.studies.study_item import study_to_item
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, OutOfPopulation, Status, Study
from tests.support.lambda_context import Context
from webapp import drift_worker

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Night = Callable[[], int]


@pytest.fixture
def night(
    members_table: "Table",
    studies_table: "Table",
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Night:
    """Run the function, and return the metric that it wrote."""
    stores = MemberStore(members_table), StudyStore(studies_table)
    monkeypatch.setattr(drift_worker, "_stores", lambda: stores)
    monkeypatch.setattr(drift_worker.metrics, "namespace", "Pneumoscope")
    monkeypatch.setattr(drift_worker.metrics, "service", "drift")
    for sub, site in (("sub-1", "st-johns"), ("sub-2", "st-marys"), ("sub-3", "st-marys")):
        members_table.put_item(Item={"sub": sub, "site": site, "role": "clinician"})

    def run() -> int:
        drift_worker.handler({}, Context("drift"))
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
        return int(lines[-1]["SitesWithChangedFilms"][0])

    return run


def flag(studies_table: "Table", site: str, days_ago: float) -> None:
    """Twenty films outside the validated population of the card's model."""
    outside = Finding(0.5, None, False, load_model_card().version, (), OutOfPopulation.APPEARANCE)
    for minutes in range(20):
        at = datetime.now(UTC) - timedelta(days=days_ago, minutes=minutes)
        study = Study(site, str(ULID.from_datetime(at)), Status.COMPLETE, at, at)
        studies_table.put_item(Item=study_to_item(replace(study, finding=outside)))


def test_a_site_whose_films_changed_in_the_last_day_counts_once(night: Night, studies_table: "Table") -> None:
    assert night() == 0
    flag(studies_table, "st-marys", 0)
    assert night() == 1


def test_a_change_of_an_earlier_night_does_not_ring_again(night: Night, studies_table: "Table") -> None:
    flag(studies_table, "st-marys", 2)
    assert night() == 0
