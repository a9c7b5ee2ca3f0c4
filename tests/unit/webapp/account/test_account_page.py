"""The account page: password, sessions, prevalence, one's data, and leaving."""

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, PageResponse, Visitor

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

EMAIL, NEW = "member@example.org", "Another-secret-9"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture
def other(app: Flask, member: Visitor) -> Visitor:
    """The same account on another machine, in Firefox."""
    other = Visitor(app)
    other.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    assert other.log_in(EMAIL).status_code == 302
    return other


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/studies/").status_code == 200


def _change(visitor: Visitor, current: str = PASSWORD, new: str = NEW) -> PageResponse:
    return visitor.submit("/account/password", current=current, password=new, confirm=new)


def test_a_new_password_ends_every_session_but_the_one_that_set_it(
    app: Flask, member: Visitor, other: Visitor, clock: Clock
) -> None:
    before = member.session_cookie
    clock.advance(timedelta(seconds=1))
    assert _change(member).location == "/account/"
    assert _is_in(member)
    assert member.session_cookie != before
    assert not _is_in(other)
    again = Visitor(app)
    assert "Wrong e-mail address or password." in again.log_in(EMAIL).text
    assert again.log_in(EMAIL, NEW).status_code == 302


def test_a_new_password_needs_the_current_one(member: Visitor, other: Visitor, clock: Clock) -> None:
    clock.advance(timedelta(seconds=1))
    page = _change(member, current="Wrong-password-1").text
    assert "This is not your current password." in page
    assert _is_in(other)


def test_a_weak_new_password_is_refused(member: Visitor, cognito: FakeCognito) -> None:
    assert "A password has 12 to 256 characters." in _change(member, new="too-short").text
    assert "easy to guess" in _change(member, new=f"{EMAIL}-26").text
    assert cognito.users[EMAIL].password == PASSWORD


def test_guessing_the_current_password_is_throttled(member: Visitor, cognito: FakeCognito) -> None:
    cognito.refuse("AdminInitiateAuth", "NotAuthorizedException", "Password attempts exceeded")
    assert "Too many attempts." in _change(member).text


def test_the_page_lists_sessions_by_device(member: Visitor, other: Visitor) -> None:
    page = member.get("/account/").text
    assert "Firefox on Windows" in page
    assert page.count("this session") == 1
    assert FIREFOX not in page


def _session_of_firefox(page: str) -> str:
    found = re.search(r'name="session_id" value="([0-9a-f]{64})"', unescape(page))
    assert found
    return found[1]


def test_one_session_can_be_ended(member: Visitor, other: Visitor) -> None:
    session_id = _session_of_firefox(member.get("/account/").text)
    member.submit("/account/sessions/end", form_at="/account/", session_id=session_id)
    assert not _is_in(other)
    assert _is_in(member)


def test_no_one_ends_the_session_of_another_account(
    member: Visitor, other: Visitor, stranger: Visitor
) -> None:
    session_id = _session_of_firefox(member.get("/account/").text)
    stranger.submit("/account/sessions/end", form_at="/account/", session_id=session_id)
    assert _is_in(other)


def test_all_other_sessions_can_be_ended(
    member: Visitor, other: Visitor, stranger: Visitor, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=1))
    member.submit("/account/sessions/end-others", form_at="/account/")
    assert [_is_in(visitor) for visitor in (member, other, stranger)] == [True, False, True]
    assert "Firefox on Windows" not in member.get("/account/").text


@pytest.mark.parametrize("given", ["10", " 10,0 % "])
def test_a_prevalence_is_set_in_per_cent(member: Visitor, given: str) -> None:
    member.submit("/account/prevalence", form_at="/account/", prevalence=given)
    page = member.get("/account/").text
    assert 'value="10"' in page
    assert "Your prevalence is saved." in page
    member.submit("/account/prevalence", form_at="/account/", prevalence="")
    assert 'value="10"' not in member.get("/account/").text


@pytest.mark.parametrize("given", ["100", "0", "many", "nan", "1e999"])
def test_a_prevalence_that_cannot_be_is_refused(member: Visitor, given: str) -> None:
    member.submit("/account/prevalence", form_at="/account/", prevalence=given)
    assert "Give the prevalence as a share" in member.get("/account/").text


def test_the_export_has_all_of_the_account_and_no_secret(
    member: Visitor, other: Visitor, cognito: FakeCognito, sessions_table: "Table"
) -> None:
    response = member.get("/account/export")
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.json["account"] == {
        "id": cognito.users[EMAIL].sub,
        "email": EMAIL,
        "created_at": "2026-11-01T00:00:00+00:00",
    }
    assert response.json["memberships"][0]["role"] == "site_admin"
    assert {session["device"] for session in response.json["sessions"]} >= {"Firefox on Windows"}
    hashes = [item["session_id"] for item in sessions_table.scan()["Items"]]
    assert not [secret for secret in (*hashes, member.session_cookie) if str(secret) in response.text]


def test_leaving_deletes_account_membership_and_sessions(
    app: Flask, member: Visitor, other: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    sub = cognito.users[EMAIL].sub
    response = member.submit("/account/leave", current=PASSWORD)
    assert response.location == "/log-in"
    assert "Your account is deleted." in member.get("/log-in").text
    assert not _is_in(other)
    assert EMAIL not in cognito.users
    assert set(members_table.get_item(Key={"sub": sub})["Item"]) == {"sub", "valid_after"}


def test_leaving_needs_the_current_password(member: Visitor, cognito: FakeCognito) -> None:
    page = member.submit("/account/leave", current="Wrong-password-1").text
    assert "This is not your current password." in page
    assert EMAIL in cognito.users


def test_the_last_member_of_a_site_learns_that_its_studies_stay(
    member: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    assert "You are the last member" in member.get("/account/leave").text
    site = members_table.get_item(Key={"sub": cognito.users[EMAIL].sub})["Item"]["site"]
    members_table.put_item(Item={"sub": "colleague", "site": site, "role": "site_admin"})
    assert "stay with your colleagues" in member.get("/account/leave").text


def test_the_last_administrator_of_a_site_with_members_cannot_leave(
    member: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    site = members_table.get_item(Key={"sub": cognito.users[EMAIL].sub})["Item"]["site"]
    colleague = cognito.add_user("colleague@example.org", PASSWORD)
    members_table.put_item(Item={"sub": colleague.sub, "site": site, "role": "clinician"})
    assert member.get("/account/leave").location == "/site/"
    assert "You are the last administrator" in member.get("/site/").text
