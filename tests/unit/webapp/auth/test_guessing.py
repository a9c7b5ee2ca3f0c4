"""No one guesses passwords or codes for long, and no one is locked out by another person's guesses."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from flask import Flask

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import RESET_CODE, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, PageResponse, Visitor
from webapp.aws.limits.attempts import PER_ADDRESS_AND_SOURCE, WINDOW, Attempt, AttemptLimits
from webapp.errors import TooManyGuesses
from webapp.services import Services

EMAIL, OTHER_SOURCE = "member@example.org", "198.51.100.7"
TOO_MANY = "Too many wrong tries."


def _from(app: Flask, source: str) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = source
    return visitor


def _guess(app: Flask, email: str = EMAIL, times: int = PER_ADDRESS_AND_SOURCE) -> PageResponse:
    answers = [Visitor(app).log_in(email, "Wrong-password-1") for _ in range(times)]
    return answers[-1]


def test_the_eleventh_password_is_refused_from_there_alone(app: Flask, member: Visitor, clock: Clock) -> None:
    assert TOO_MANY not in _guess(app).text
    assert TOO_MANY in Visitor(app).log_in(EMAIL).text
    assert _from(app, OTHER_SOURCE).log_in(EMAIL).status_code == 302
    clock.advance(WINDOW + timedelta(seconds=1))
    assert Visitor(app).log_in(EMAIL).status_code == 302


def test_addresses_of_one_ipv6_network_count_as_one(app: Flask, member: Visitor) -> None:
    for number in range(PER_ADDRESS_AND_SOURCE):
        _from(app, f"2001:db8:0:1::{number}").log_in(EMAIL, "Wrong-password-1")
    assert TOO_MANY in _from(app, "2001:db8:0:1:ffff::1").log_in(EMAIL).text
    assert _from(app, "2001:db8:0:2::1").log_in(EMAIL).status_code == 302


def test_an_unknown_address_is_refused_alike(app: Flask, member: Visitor) -> None:
    _guess(app)
    _guess(app, "unknown@example.org")
    known, unknown = (Visitor(app).log_in(email).text for email in (EMAIL, "unknown@example.org"))
    assert TOO_MANY in known
    assert TOO_MANY in unknown


def test_right_passwords_use_up_no_tries(app: Flask, member: Visitor) -> None:
    for _ in range(2 * PER_ADDRESS_AND_SOURCE):
        assert Visitor(app).log_in(EMAIL).status_code == 302


def test_a_code_for_a_new_password_cannot_be_guessed_on(app: Flask, member: Visitor) -> None:
    fields = {"email": EMAIL, "password": "Another-secret-9", "confirm": "Another-secret-9"}
    for _ in range(PER_ADDRESS_AND_SOURCE):
        Visitor(app).submit("/password/reset", code="111111", **fields)
    assert TOO_MANY in Visitor(app).submit("/password/reset", code=RESET_CODE, **fields).text


def test_the_password_of_a_stolen_session_cannot_be_guessed_on(member: Visitor) -> None:
    for _ in range(PER_ADDRESS_AND_SOURCE):
        member.submit("/account/leave", current="Wrong-password-1")
    assert TOO_MANY in member.submit("/account/leave", current=PASSWORD).text


def test_mails_stop_without_the_page_saying_so(app: Flask, member: Visitor, cognito: FakeCognito) -> None:
    answers = {
        Visitor(app).submit("/password/forgotten", email=EMAIL).location
        for _ in range(PER_ADDRESS_AND_SOURCE + 3)
    }
    assert len(cognito.sent) == PER_ADDRESS_AND_SOURCE
    assert answers == {"/password/reset"}


def test_many_sources_together_may_not_guess_on_either(services: Services, clock: Clock) -> None:
    limits: AttemptLimits = services.attempts
    for number in range(100):
        limits.take(Attempt("password", EMAIL, f"198.51.100.{number}", clock()))
    with pytest.raises(TooManyGuesses):
        limits.take(Attempt("password", EMAIL, "203.0.113.1", clock()))


def test_cognito_learns_where_a_log_in_comes_from(
    app: Flask, member: Visitor, cognito: FakeCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    ask = cognito.admin_initiate_auth

    def listen(**call: Any) -> dict[str, Any]:
        seen.append(call)
        return ask(**call)

    monkeypatch.setattr(cognito, "admin_initiate_auth", listen)
    _from(app, OTHER_SOURCE).log_in(EMAIL)
    context = seen[0]["ContextData"]
    assert (context["IpAddress"], context["ServerPath"]) == (OTHER_SOURCE, "/log-in")


@pytest.mark.parametrize("operation", ["AdminGetUser", "AdminUserGlobalSignOut"])
def test_a_reset_that_fails_half_way_ends_the_sessions_all_the_same(
    app: Flask,
    member: Visitor,
    cognito: FakeCognito,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
) -> None:
    def broken(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "InternalErrorException"}}, operation)

    method = {"AdminGetUser": "admin_get_user", "AdminUserGlobalSignOut": "admin_user_global_sign_out"}
    clock.advance(timedelta(seconds=1))
    monkeypatch.setattr(cognito, method[operation], broken)
    fields = {"password": "Another-secret-9", "confirm": "Another-secret-9"}
    Visitor(app).submit("/password/reset", email=EMAIL, code=RESET_CODE, **fields)
    assert member.get("/studies/").status_code == 302
