"""A password reset and a log-out everywhere end earlier sessions only."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import RESET_CODE, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

EMAIL, NEW = "member@example.org", "Another-secret-9"


@pytest.fixture
def other(app: Flask, member: Visitor) -> Visitor:
    """The same account on another machine."""
    other = Visitor(app)
    assert other.log_in(EMAIL).status_code == 302
    return other


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/studies/").status_code == 200


def test_a_reset_ends_every_session_but_not_the_next_log_in(
    app: Flask, member: Visitor, other: Visitor, cognito: FakeCognito, clock: Clock
) -> None:
    assert _is_in(member)
    assert _is_in(other)
    clock.advance(timedelta(seconds=1))
    person = Visitor(app)
    person.submit("/password/forgotten", email=EMAIL)
    response = person.submit("/password/reset", email=EMAIL, code=RESET_CODE, password=NEW, confirm=NEW)
    assert response.location == "/log-in"
    assert not _is_in(member)
    assert not _is_in(other)
    assert other.call("GET", "/studies", csrf=False).status_code == 401
    # The clock stands still, so the log-in is within the same millisecond.
    person.log_in(EMAIL, NEW)
    assert _is_in(person)
    assert cognito.signed_out == [cognito.users[EMAIL].sub]


def test_a_wrong_reset_code_ends_no_session(app: Flask, member: Visitor, clock: Clock) -> None:
    clock.advance(timedelta(seconds=1))
    Visitor(app).submit("/password/reset", email=EMAIL, code="111111", password=NEW, confirm=NEW)
    assert _is_in(member)


def test_log_out_everywhere_ends_the_other_sessions(
    app: Flask, member: Visitor, other: Visitor, stranger: Visitor, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=1))
    response = member.submit("/log-out/everywhere", form_at="/studies/")
    assert response.location == "/log-in"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not _is_in(member)
    assert not _is_in(other)
    assert _is_in(stranger)
    again = Visitor(app)
    again.log_in(EMAIL, PASSWORD)
    assert _is_in(again)


def test_log_out_everywhere_without_a_session_has_no_effect(visitor: Visitor, member: Visitor) -> None:
    assert visitor.submit("/log-out/everywhere", form_at="/log-in").location == "/log-in"
    assert _is_in(member)


def test_a_page_can_query_its_sessions_end_without_extending_it(member: Visitor, clock: Clock) -> None:
    def ask() -> Any:
        return member.call("GET", "/session", csrf=False, headers={"X-Background": "1"})

    # The table stores whole seconds.
    assert ask().json["ends_in_seconds"] in (3599, 3600)
    clock.advance(timedelta(minutes=40))
    assert ask().json["ends_in_seconds"] in (1199, 1200)
    clock.advance(timedelta(minutes=20))
    assert ask().status_code == 401


def test_the_session_address_is_refused_without_a_session(visitor: Visitor) -> None:
    assert visitor.call("GET", "/session", csrf=False).status_code == 401


def test_a_reset_in_a_browser_with_a_session_still_shows_its_message(
    member: Visitor, cognito: FakeCognito, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=1))
    member.submit(
        "/password/reset", email=EMAIL, code=RESET_CODE, password=NEW, confirm=NEW, form_at="/password/reset"
    )
    page = member.get("/log-in").text
    assert "Your password is changed" in page
    assert f'value="{EMAIL}"' in page


def test_a_log_in_that_began_before_a_reset_does_not_outlive_it(
    app: Flask, cognito: FakeCognito, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = cognito.add_user(EMAIL, PASSWORD)
    log_in = cognito.admin_initiate_auth

    def slow(**call: Any) -> dict[str, Any]:
        answer = log_in(**call)
        clock.advance(timedelta(seconds=1))
        services.members.end_access(user.sub, clock())
        clock.advance(timedelta(seconds=1))
        return answer

    monkeypatch.setattr(cognito, "admin_initiate_auth", slow)
    visitor = Visitor(app)
    visitor.log_in(EMAIL)
    assert not _is_in(visitor)
