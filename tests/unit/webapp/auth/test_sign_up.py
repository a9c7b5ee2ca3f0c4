"""Signing up: a code confirms the address, and a stranger learns nothing about anybody else's."""

import io
import json
import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.unit.webapp.support.fake_cognito import CODE, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.services import Services
from webapp.settings import Settings


def _without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" type="hidden" value="[^"]*"', "", page)


def test_a_new_account_is_confirmed_with_its_code_and_can_log_in(visitor: Visitor) -> None:
    assert visitor.sign_up("new@example.org").location == "/confirm"
    answer = visitor.submit("/confirm", email="new@example.org", code=CODE)
    assert answer.location == "/log-in"
    assert "Your address is confirmed" in visitor.get("/log-in").text
    assert visitor.log_in("new@example.org").location == "/studies/"


def test_a_registered_address_gets_the_same_answer(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        visitor = Visitor(app)
        answer = visitor.sign_up(email)
        page = _without_token(visitor.get("/confirm").text).replace(email, "")
        answers.append((answer.status_code, answer.location, page))
    assert answers[0] == answers[1]


def test_the_code_page_of_a_registered_address_says_wrong_code(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    pages = []
    for email, code in (
        ("known@example.org", CODE),
        ("nobody@example.org", CODE),
        ("fresh@example.org", "999999"),
    ):
        visitor = Visitor(app)
        if email != "nobody@example.org":
            visitor.sign_up(email)
        page = visitor.submit("/confirm", email=email, code=code).text
        pages.append(_without_token(page).replace(email, "").replace(code, ""))
    assert "The code is wrong or has expired" in pages[0]
    assert pages[0] == pages[1] == pages[2]


def test_logging_in_after_signing_up_somebody_elses_address_tells_nothing(
    app: Flask, cognito: FakeCognito
) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        same_browser, other_browser = Visitor(app), Visitor(app)
        same_browser.sign_up(email)
        first = same_browser.log_in(email)
        page = _without_token(other_browser.log_in(email).text).replace(email, "")
        answers.append((first.status_code, first.location, page))
    assert answers[0] == answers[1]
    assert answers[0][1] == "/confirm"


def test_resending_goes_to_whoever_waits_and_looks_the_same_for_all(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    cognito.add_user("waiting@example.org", PASSWORD, confirmed=False)
    pages = []
    for email in ("known@example.org", "waiting@example.org", "nobody@example.org"):
        visitor = Visitor(app)
        answer = visitor.submit("/confirm/resend", form_at="/confirm", email=email)
        assert answer.location == "/confirm"
        pages.append(_without_token(visitor.get("/confirm").text).replace(email, ""))
    assert pages[0] == pages[1] == pages[2]
    assert cognito.sent == ["waiting@example.org"]


@pytest.mark.parametrize("password", ["short", "nouppercase-123", "NoSymbol123456", "No-digits-here"])
def test_a_weak_password_is_refused_before_the_pool_is_asked(
    visitor: Visitor, cognito: FakeCognito, password: str
) -> None:
    cognito.refuse("SignUp", "InternalErrorException")
    answer = visitor.sign_up("new@example.org", password)
    assert answer.status_code == 200
    assert "This password is too weak." in answer.text


def test_two_different_passwords_are_refused(visitor: Visitor, cognito: FakeCognito) -> None:
    answer = visitor.submit("/sign-up", email="new@example.org", password=PASSWORD, confirm=PASSWORD + "x")
    assert "The two passwords differ." in answer.text
    assert not cognito.users


def test_the_address_is_the_same_in_any_case(visitor: Visitor, cognito: FakeCognito) -> None:
    visitor.sign_up("  New@Example.ORG ")
    assert list(cognito.users) == ["new@example.org"]


@pytest.mark.parametrize(
    "code",
    [
        *("LimitExceededException", "NotAuthorizedException"),
        *("InvalidParameterException", "InvalidPasswordException"),
    ],
)
def test_a_refusal_of_the_pool_looks_like_a_sign_up(
    visitor: Visitor, cognito: FakeCognito, log: io.StringIO, code: str
) -> None:
    cognito.refuse("SignUp", code)
    assert visitor.sign_up("new@example.org").location == "/confirm"
    assert "account task" in log.getvalue()
    assert "new@example.org" not in log.getvalue()


def test_a_site_for_the_invited_offers_no_sign_up(
    settings: Settings, services: Services, cognito: FakeCognito
) -> None:
    visitor = Visitor(create_app(settings, replace(services, invitation_only=True)))
    page = visitor.get("/sign-up").text
    assert "An administrator creates the accounts here." in page
    assert "<form" not in page
    assert "Sign up" not in visitor.get("/log-in").text
    visitor.get("/log-in")
    assert cognito.users == {}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("LimitExceededException", "Exceeded daily email limit for the operation or the account."),
        ("CodeDeliveryFailureException", ""),
        ("InvalidEmailRoleAccessPolicyException", ""),
    ],
)
def test_a_pool_that_cannot_send_mail_answers_alike_and_operators_hear_of_it(
    app: Flask, cognito: FakeCognito, log: io.StringIO, code: str, message: str
) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    known, fresh = Visitor(app), Visitor(app)
    expected = known.sign_up("known@example.org")
    assert "mail not sent" not in log.getvalue()
    cognito.refuse("SignUp", code, message)
    answer = fresh.sign_up("fresh@example.org")
    assert (answer.status_code, answer.location) == (expected.status_code, expected.location)
    assert "mail not sent" in [json.loads(line)["message"] for line in log.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("NotAuthorizedException", "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"),
        ("LimitExceededException", "Attempt limit exceeded, please try after some time."),
        ("LimitExceededException", "Exceeded daily email limit for the operation or the account."),
    ],
)
def test_resending_hides_what_only_a_real_account_meets_with(
    app: Flask, cognito: FakeCognito, code: str, message: str
) -> None:
    pages = []
    for refused in (False, True):
        visitor = Visitor(app)
        if refused:
            cognito.refuse("ResendConfirmationCode", code, message)
        answer = visitor.submit("/confirm/resend", form_at="/confirm", email="nobody@example.org")
        pages.append((answer.status_code, answer.location, _without_token(visitor.get("/confirm").text)))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("code", ["LimitExceededException", "TooManyFailedAttemptsException"])
def test_an_account_tried_too_often_looks_like_a_wrong_code(
    visitor: Visitor, cognito: FakeCognito, code: str
) -> None:
    cognito.refuse("ConfirmSignUp", code)
    answer = visitor.submit("/confirm", email="known@example.org", code="999999")
    assert "The code is wrong or has expired" in answer.text
