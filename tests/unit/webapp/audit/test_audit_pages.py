"""Administrators see what was done at their site, failed log-ins among it, and who opened a study."""

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from flask import Flask

from cxr.audit_event import NO_SITE, Act, AuditEvent, Outcome
from cxr.storage.audit.audit_trail import AuditTrail, EventFilter
from tests.unit.webapp.audit.conftest import Trail
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

BACKGROUND = {"X-Background": "1"}


def test_the_page_of_a_study_names_who_opened_it(member: Visitor, study_id: str) -> None:
    member.get(f"/studies/{study_id}")
    page = member.get(f"/studies/{study_id}/audit").text
    assert "opened the study" in page
    assert "member@example.org" in page
    assert "127.0.0.1" in page


def test_a_page_that_the_browser_prepared_was_not_opened(member: Visitor, study_id: str) -> None:
    member.get(f"/studies/{study_id}", headers={"Sec-Purpose": "prefetch;prerender"})
    page = member.get(f"/studies/{study_id}/audit").text
    assert "opened the study" not in page
    assert "without opening it" in page


def test_an_open_page_leaves_one_event_an_hour(
    member: Visitor, study_id: str, trail: Trail, clock: Clock
) -> None:
    clock.now = clock.now.replace(minute=5)
    before = len(trail())
    for _ in range(3):
        clock.advance(timedelta(minutes=1))
        member.call("POST", "/worklist", json={}, headers=BACKGROUND)
        member.call("GET", f"/studies/{study_id}", headers=BACKGROUND)
    assert len(trail()) == before + 2
    clock.now = clock.now.replace(minute=1) + timedelta(hours=1)
    member.call("POST", "/worklist", json={}, headers=BACKGROUND)
    assert len(trail()) == before + 3


def test_a_page_that_waits_for_its_film_leaves_no_event(member: Visitor, trail: Trail) -> None:
    body = {"content_type": "image/png", "size": 1}
    study_id = member.call("POST", "/studies", json=body).json["study_id"]
    before = len(trail())
    member.call("GET", f"/studies/{study_id}", headers=BACKGROUND)
    assert len(trail()) == before


def test_a_failed_log_in_is_on_the_page_of_the_members_site(app: Flask, member: Visitor) -> None:
    Visitor(app).log_in("member@example.org", "Wrong-password-1")
    page = member.get("/site/audit?outcome=refused").text
    assert "logged in <strong>refused</strong>" in page
    assert "member@example.org" in page


def test_a_log_in_with_an_unknown_address_is_kept_for_operators_as_a_hash(
    app: Flask, member: Visitor, services: Services
) -> None:
    Visitor(app).log_in("Unknown@example.org", "Wrong-password-1")
    (event,) = services.audit.of_site(NO_SITE, EventFilter(), None, 10).events
    assert (event.act, event.outcome) == (Act.LOG_IN, Outcome.REFUSED)
    assert event.account
    assert "unknown" not in event.account.lower()
    assert "refused</strong>" not in member.get("/site/audit").text


def test_the_table_is_one_that_no_spreadsheet_runs(
    app: Flask, member: Visitor, cognito: FakeCognito, services: Services, site: str
) -> None:
    sub = cognito.add_user("=cmd@example.org", PASSWORD).sub
    services.site_members.add(sub, site, "clinician")
    Visitor(app).log_in("=cmd@example.org")
    answer = member.get("/site/audit.csv?act=log-in")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.mimetype == "text/csv"
    assert {row["act"] for row in rows} == {"log-in"}
    assert sorted(row["email"] for row in rows) == ["'=cmd@example.org", "member@example.org"]


def test_a_filter_finds_its_day_its_account_and_its_act(
    member: Visitor, study_id: str, clock: Clock, cognito: FakeCognito
) -> None:
    member.get(f"/studies/{study_id}")
    day, sub = clock().date().isoformat(), cognito.users["member@example.org"].sub
    found = member.get(f"/site/audit?since={day}&until={day}&act=open&account={sub}&outcome=success").text
    assert "opened the study</div>" in found.replace("\n", "")
    other = member.get("/site/audit?until=2020-01-01").text
    assert "There is no such event." in other
    assert member.get("/site/audit?cursor=x").status_code == 400


@pytest.mark.parametrize("days", ["since=0001-01-01", "until=9999-12-31", "since=yesterday"])
def test_a_day_that_no_event_can_have_is_a_bad_request(member: Visitor, days: str) -> None:
    assert member.get(f"/site/audit?{days}").status_code == 400


def test_every_event_is_on_one_of_the_pages(member: Visitor, site: str, services: Services) -> None:
    for _ in range(7):
        member.call("GET", "/studies")
    whole = services.audit.of_site(site, EventFilter(), None, 1000).events
    seen: list[AuditEvent] = []
    cursor = None
    while True:
        page = services.audit.of_site(site, EventFilter(), cursor, 3)
        seen += page.events
        cursor = page.cursor
        if cursor is None:
            break
    assert tuple(seen) == whole


def test_an_event_that_was_changed_is_left_out_and_said(
    member: Visitor, study_id: str, services: Services, trail: Trail
) -> None:
    member.get(f"/studies/{study_id}")
    table: Table = services.audit._table
    item = next(item for item in table.scan()["Items"] if item["act"] == "open")
    table.put_item(Item={**item, "account": "somebody else"})
    assert Act.OPEN not in {event.act for event in trail()}
    assert "1 event was changed" in member.get(f"/studies/{study_id}/audit").text


def test_a_request_whose_event_cannot_be_stored_shows_nothing(
    member: Visitor, study_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "PutItem")

    monkeypatch.setattr(AuditTrail, "add", full)
    answer = member.get(f"/studies/{study_id}")
    assert answer.status_code == 500
    assert "P-secret" not in answer.text
