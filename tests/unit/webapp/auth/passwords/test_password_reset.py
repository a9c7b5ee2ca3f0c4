"""Resetting a forgotten password."""

import re

import pytest
from flask import Flask

from tests.unit.webapp.support.fake_cognito import RESET_CODE, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor

NEW = "Another-secret-9"


def test_a_code_sets_a_new_password(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    assert visitor.submit("/password/forgotten", email="known@example.org").location == "/password/reset"
    response = visitor.submit(
        "/password/reset", email="known@example.org", code=RESET_CODE, password=NEW, confirm=NEW
    )
    assert response.location == "/log-in"
    assert visitor.log_in("known@example.org", NEW).location == "/studies/"


def test_unknown_and_unconfirmed_addresses_get_the_same_response(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    cognito.add_user("waiting@example.org", PASSWORD, confirmed=False)
    pages = []
    for email in ("known@example.org", "waiting@example.org", "unknown@example.org"):
        visitor = Visitor(app)
        assert visitor.submit("/password/forgotten", email=email).location == "/password/reset"
        response = visitor.submit("/password/reset", email=email, code="111111", password=NEW, confirm=NEW)
        pages.append(re.sub(r'value="[^"]*"', "", response.text))
    assert "The code is wrong or has expired" in pages[0]
    assert pages[0] == pages[1] == pages[2]


def test_a_weak_new_password_is_refused(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    response = visitor.submit(
        "/password/reset", email="known@example.org", code=RESET_CODE, password="weak", confirm="weak"
    )
    assert "A password has 12 to 256 characters." in response.text
    assert cognito.users["known@example.org"].password == PASSWORD


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("NotAuthorizedException", "User password cannot be reset in the current state."),
        ("NotAuthorizedException", "User is disabled."),
        ("LimitExceededException", "Attempt limit exceeded, please try after some time."),
        ("LimitExceededException", "Exceeded daily email limit for the operation or the account."),
        ("CodeDeliveryFailureException", ""),
    ],
)
def test_errors_of_existing_accounts_get_the_usual_response(
    app: Flask, cognito: FakeCognito, code: str, message: str
) -> None:
    responses = []
    for refused in (False, True):
        visitor = Visitor(app)
        if refused:
            cognito.refuse("ForgotPassword", code, message)
        response = visitor.submit("/password/forgotten", email="someone@example.org")
        page = re.sub(r'value="[^"]*"', "", visitor.get("/password/reset").text)
        responses.append((response.status_code, response.location, page))
    assert responses[0] == responses[1]


def test_a_wrong_client_secret_is_a_server_error(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.refuse("ForgotPassword", "NotAuthorizedException", "Unable to verify secret hash for client x")
    assert visitor.submit("/password/forgotten", email="someone@example.org").status_code == 500


@pytest.mark.parametrize("code", ["LimitExceededException", "TooManyFailedAttemptsException"])
def test_too_many_attempts_look_like_a_wrong_code(visitor: Visitor, cognito: FakeCognito, code: str) -> None:
    cognito.refuse("ConfirmForgotPassword", code)
    response = visitor.submit(
        "/password/reset", email="known@example.org", code="111111", password=NEW, confirm=NEW
    )
    assert "The code is wrong or has expired" in response.text
