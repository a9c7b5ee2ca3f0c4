"""An administrator sees whether the films of the site have changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from ulid import ULID

from cxr.storage.studies.study_item import study_to_item
from cxr.study import Finding, Label, OutOfPopulation, RefusalReason, Status, Study
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

INSIDE = Finding(0.3, Label.UNCERTAIN, True, "v-test")
OUTSIDE = Finding(0.3, None, False, "v-test", (), OutOfPopulation.APPEARANCE)


@pytest.fixture
def measured(services: Services) -> Services:
    """The card has the figures of the flagged films of its test set."""
    card = services.model_card
    assert card
    card.figures["test"] = {**card.figures["test"], "films": 624, "flagged": 17}  # type: ignore[dict-item]
    return services


def fill(
    studies_table: "Table", site: str, clock: Clock, outcomes: Sequence[Finding | RefusalReason]
) -> None:
    """Studies that ended one after another, the last one now."""
    with studies_table.batch_writer() as batch:
        for minutes, outcome in enumerate(reversed(outcomes)):
            at = clock() - timedelta(minutes=minutes)
            study = Study(site, str(ULID.from_datetime(at)), Status.COMPLETE, at, at)
            if isinstance(outcome, Finding):
                ended = replace(study, finding=outcome)
            else:
                ended = replace(study, status=Status.REFUSED, reason=outcome)
            batch.put_item(Item=study_to_item(ended))


def site_of(member: Visitor) -> str:
    body = {"content_type": "image/jpeg", "size": 1000}
    return str(member.call("POST", "/studies", json=body).json["upload"]["fields"]["key"].split("/")[1])


def test_films_that_changed_are_said_first(
    measured: Services, member: Visitor, studies_table: "Table", clock: Clock
) -> None:
    fill(studies_table, site_of(member), clock, [INSIDE] * 60 + [OUTSIDE] * 20)
    page = member.get("/site/films").text
    assert "Films have changed within the last week" in page
    assert "More films than usual are outside the validated population." in page
    clock.advance(timedelta(days=8))
    member.log_in("member@example.org")
    assert "No change of the films was noticed" in member.get("/site/films").text


def test_films_as_ever_raise_no_notice(
    measured: Services, member: Visitor, studies_table: "Table", clock: Clock
) -> None:
    outcomes: list[Finding | RefusalReason] = [INSIDE] * 78
    fill(studies_table, site_of(member), clock, [*outcomes, OUTSIDE, OUTSIDE, RefusalReason.NOT_FRONTAL])
    page = member.get("/site/films").text
    assert "No change of the films was noticed" in page
    assert "Refused: 1 of 81." in page
    assert "Missing: 122." in page


def test_a_site_without_films_has_a_sentence_for_it(member: Visitor) -> None:
    assert "No film of this site has a finding yet." in member.get("/site/films").text


def test_the_films_of_another_site_do_not_count(
    measured: Services, member: Visitor, stranger: Visitor, studies_table: "Table", clock: Clock
) -> None:
    fill(studies_table, site_of(stranger), clock, [OUTSIDE] * 40)
    assert "No film of this site" in member.get("/site/films").text
