"""Sign-up: a code confirms the address, and a visitor learns nothing about other accounts."""

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
    assert visitor.confirm("new@example.org", CODE).location == "/log-in"
    assert "Your address is confirmed" in visitor.get("/log-in").text
    assert visitor.log_in("new@example.org").location == "/studies/"


def test_a_registered_address_gets_the_same_response(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    responses = []
    for email in ("known@example.org", "fresh@example.org"):
        visitor = Visitor(app)
        response = visitor.sign_up(email)
        page = _without_token(visitor.get("/confirm").text).replace(email, "")
        responses.append((response.status_code, response.location, page))
    assert responses[0] == responses[1]


def test_the_code_page_of_a_registered_address_reports_a_wrong_code(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    pages = []
    for email, code in (
        ("known@example.org", CODE),
        ("unknown@example.org", CODE),
        ("fresh@example.org", "999999"),
    ):
        visitor = Visitor(app)
        if email != "unknown@example.org":
            visitor.sign_up(email)
        page = visitor.confirm(email, code).text
        pages.append(_without_token(page).replace(email, "").replace(code, ""))
    assert "The code is wrong or has expired" in pages[0]
    assert pages[0] == pages[1] == pages[2]


def test_log_in_after_signing_up_a_registered_address_reveals_nothing(
    app: Flask, cognito: FakeCognito
) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    responses = []
    for email in ("known@example.org", "fresh@example.org"):
        same_browser, other_browser = Visitor(app), Visitor(app)
        same_browser.sign_up(email)
        first = same_browser.log_in(email)
        page = _without_token(other_browser.log_in(email).text).replace(email, "")
        responses.append((first.status_code, first.location, page))
    assert responses[0] == responses[1]
    assert responses[0][1] == "/confirm"


def test_a_new_code_goes_to_unconfirmed_accounts_only(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    cognito.add_user("waiting@example.org", PASSWORD, confirmed=False)
    pages = []
    for email in ("known@example.org", "waiting@example.org", "unknown@example.org"):
        visitor = Visitor(app)
        response = visitor.submit("/confirm/resend", form_at="/confirm", email=email)
        assert response.location == "/confirm"
        pages.append(_without_token(visitor.get("/confirm").text).replace(email, ""))
    assert pages[0] == pages[1] == pages[2]
    assert cognito.sent == ["waiting@example.org"]


@pytest.mark.parametrize(
    "typed", ["  New@Example.ORG ", "new@example.org\u200b", "\ufeffnew@example.org", "new\0@example.org"]
)
def test_the_address_is_the_same_in_any_case_and_however_copied(
    visitor: Visitor, cognito: FakeCognito, typed: str
) -> None:
    visitor.sign_up(typed)
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


def test_an_invitation_only_site_offers_no_sign_up(
    settings: Settings, services: Services, cognito: FakeCognito
) -> None:
    visitor = Visitor(create_app(settings, replace(services, invitation_only=True)))
    page = visitor.get("/sign-up").text
    assert "Accounts here are created by an administrator." in page
    assert "<form" not in page
    assert "Sign up" not in visitor.get("/log-in").text
    refused = visitor.log_in("new@example.org").text
    assert 'href="/confirm"' not in refused
    assert "password of an invitation works for 7 days" in refused
    assert cognito.users == {}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("LimitExceededException", "Exceeded daily email limit for the operation or the account."),
        ("CodeDeliveryFailureException", ""),
        ("InvalidEmailRoleAccessPolicyException", ""),
    ],
)
def test_a_mail_failure_is_hidden_from_visitors_and_logged_for_operators(
    app: Flask, cognito: FakeCognito, log: io.StringIO, code: str, message: str
) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    known, fresh = Visitor(app), Visitor(app)
    expected = known.sign_up("known@example.org")
    assert "mail not sent" not in log.getvalue()
    cognito.refuse("SignUp", code, message)
    response = fresh.sign_up("fresh@example.org")
    assert (response.status_code, response.location) == (expected.status_code, expected.location)
    assert "mail not sent" in [json.loads(line)["message"] for line in log.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("NotAuthorizedException", "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"),
        ("LimitExceededException", "Attempt limit exceeded, please try after some time."),
        ("LimitExceededException", "Exceeded daily email limit for the operation or the account."),
    ],
)
def test_a_request_for_a_new_code_hides_errors_of_existing_accounts(
    app: Flask, cognito: FakeCognito, code: str, message: str
) -> None:
    pages = []
    for refused in (False, True):
        visitor = Visitor(app)
        if refused:
            cognito.refuse("ResendConfirmationCode", code, message)
        response = visitor.submit("/confirm/resend", form_at="/confirm", email="unknown@example.org")
        pages.append((response.status_code, response.location, _without_token(visitor.get("/confirm").text)))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("code", ["LimitExceededException", "TooManyFailedAttemptsException"])
def test_too_many_confirmation_attempts_look_like_a_wrong_code(
    visitor: Visitor, cognito: FakeCognito, code: str
) -> None:
    cognito.refuse("ConfirmSignUp", code)
    assert "The code is wrong or has expired" in visitor.confirm("known@example.org", "999999").text
