"""Sessions are stored on the server, expire, and cannot be planted or restored."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

MINUTES_59 = timedelta(minutes=59)


def test_an_idle_session_ends_after_an_hour(member: Visitor, clock: Clock) -> None:
    clock.advance(timedelta(hours=1))
    assert member.get("/studies/").location == "/log-in?next=/studies/"


def test_a_used_session_continues(member: Visitor, clock: Clock) -> None:
    for _ in range(3):
        clock.advance(MINUTES_59)
        assert member.get("/studies/").status_code == 200


def test_a_used_session_ends_after_twelve_hours(member: Visitor, clock: Clock) -> None:
    for _ in range(12):
        clock.advance(MINUTES_59)
        member.get("/studies/")
    clock.advance(timedelta(minutes=12))
    assert member.get("/studies/").status_code == 302


def test_ending_all_others_makes_no_session_last_longer(member: Visitor, clock: Clock) -> None:
    for _ in range(12):
        clock.advance(MINUTES_59)
        assert member.submit("/account/sessions/end-others", "/account/").location == "/account/#sessions"
    clock.advance(timedelta(minutes=12))
    assert member.get("/studies/").status_code == 302


def test_a_page_that_refreshes_by_itself_does_not_extend_the_session(member: Visitor, clock: Clock) -> None:
    clock.advance(timedelta(minutes=40))
    response = member.call("GET", "/studies", csrf=False, headers={"X-Background": "1"})
    assert response.status_code == 200
    clock.advance(timedelta(minutes=40))
    assert member.call("GET", "/studies", csrf=False).status_code == 401


def test_log_in_replaces_the_session_so_that_a_planted_one_is_useless(
    visitor: Visitor, cognito: FakeCognito, app: Flask
) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    visitor.get("/log-in")
    planted = visitor.session_cookie
    visitor.log_in("known@example.org")
    assert visitor.session_cookie != planted
    attacker = Visitor(app)
    attacker.client.set_cookie("__Host-session", planted or "", domain="localhost", secure=True)
    assert attacker.get("/studies/").status_code == 302


def test_an_invented_token_is_replaced(visitor: Visitor) -> None:
    visitor.client.set_cookie("__Host-session", "chosen-by-an-attacker", domain="localhost", secure=True)
    visitor.get("/log-in")
    assert visitor.session_cookie != "chosen-by-an-attacker"


def test_the_table_contains_only_a_hash_of_the_token(member: Visitor, sessions_table: "Table") -> None:
    token = member.session_cookie or ""
    assert len(token) >= 43, "256 bits in Base64"
    items = sessions_table.scan()["Items"]
    assert hashlib.sha256(token.encode()).hexdigest() in [item["session_id"] for item in items]
    assert token not in str(items)


def test_visitors_without_a_form_get_no_session(visitor: Visitor, sessions_table: "Table") -> None:
    for path in ("/", "/about", "/studies/", "/nothing-here", "/api/v1/studies"):
        assert "Set-Cookie" not in visitor.get(path).headers
    assert sessions_table.scan()["Count"] == 0


def test_static_files_need_no_session(app: Flask, member: Visitor, sessions_table: "Table") -> None:
    sessions_table.delete()
    assert member.get(f"{app.static_url_path}/css/base.css").status_code == 200


def test_a_slow_request_does_not_restore_an_ended_session(services: Services, clock: Clock) -> None:
    session = services.sessions.begin("{}", clock(), clock())
    services.sessions.end(session.token)
    assert services.sessions.save(session, '{"late": 1}', clock()) is False
    assert services.sessions.extend(session, clock()) is False
    assert services.sessions.find(session.token, clock()) is None


@pytest.mark.parametrize("path", ["/studies/", "/api/v1/studies"])
def test_an_outage_of_the_table_is_a_server_error_and_not_a_log_out(
    member: Visitor, sessions_table: "Table", path: str
) -> None:
    sessions_table.delete()
    response = member.get(path)
    assert response.status_code == 500
    assert "Something went wrong on our side." in response.text
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_protected_from_scripts_and_other_hosts(visitor: Visitor) -> None:
    cookie = visitor.get("/log-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_cookie_works_without_tls_on_loopback(loopback_app: Flask) -> None:
    cookie = Visitor(loopback_app, "http://localhost").get("/log-in").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie
