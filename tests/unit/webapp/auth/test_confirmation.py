"""Whoever has the code from the mail sets the password, whoever has signed up before."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.unit.webapp.support.fake_cognito import CODE, RESET_CODE, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor

OWNER, STRANGERS = "owner@example.org", "Password-of-a-stranger-1"


def test_a_sign_up_before_the_owner_of_the_address_brings_no_account(
    app: Flask, visitor: Visitor, cognito: FakeCognito
) -> None:
    Visitor(app).submit("/sign-up", email=OWNER, password=STRANGERS, confirm=STRANGERS)
    visitor.confirm(OWNER, CODE)
    assert "Wrong e-mail" in Visitor(app).log_in(OWNER, STRANGERS).text
    assert visitor.log_in(OWNER).location == "/studies/"


def test_a_sign_up_past_the_pages_brings_no_account_either(
    app: Flask, visitor: Visitor, cognito: FakeCognito
) -> None:
    # Cognito takes it from anybody, with a password.
    cognito.add_user(OWNER, STRANGERS, confirmed=False)
    visitor.confirm(OWNER, CODE)
    assert "Wrong e-mail" in Visitor(app).log_in(OWNER, STRANGERS).text
    assert visitor.log_in(OWNER).location == "/studies/"


def test_a_log_in_between_code_and_password_ends(
    app: Flask, visitor: Visitor, cognito: FakeCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Visitor(app)
    cognito.add_user(OWNER, STRANGERS, confirmed=False)
    set_password = cognito.admin_set_user_password

    def late(**call: Any) -> dict[str, Any]:
        # In a thread: Flask would take a request inside a request for a part of it.
        with ThreadPoolExecutor() as other:
            assert other.submit(stranger.log_in, OWNER, STRANGERS).result().location == "/studies/"
        return set_password(**call)

    monkeypatch.setattr(cognito, "admin_set_user_password", late)
    visitor.confirm(OWNER, CODE)
    assert stranger.get("/studies/").status_code == 302
    assert cognito.signed_out == [cognito.users[OWNER].sub]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a password."),
        ({"password": PASSWORD, "confirm": PASSWORD + "x"}, "The two passwords differ."),
        *(
            ({"password": weak, "confirm": weak}, "field-error")
            for weak in ("short", "Password123!x", "qwertyuiop12", "Owner-2026-x")
        ),
    ],
)
def test_a_code_without_a_good_password_confirms_nothing(
    visitor: Visitor, cognito: FakeCognito, fields: dict[str, str], sentence: str
) -> None:
    visitor.sign_up(OWNER)
    assert sentence in visitor.submit("/confirm", email=OWNER, code=CODE, **fields).text
    assert not cognito.users[OWNER].confirmed


def test_whoever_signs_up_after_a_stranger_gets_a_code(
    app: Flask, visitor: Visitor, cognito: FakeCognito
) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    Visitor(app).sign_up(OWNER)
    for email in (OWNER, "known@example.org"):
        assert visitor.sign_up(email).location == "/confirm"
    assert cognito.sent == [OWNER, OWNER]


@pytest.mark.parametrize("code", ["TooManyRequestsException", "InternalErrorException"])
@pytest.mark.parametrize("operation", ["AdminGetUser", "AdminSetUserPassword"])
def test_a_fault_after_the_code_leads_to_a_new_password(
    visitor: Visitor, cognito: FakeCognito, log: io.StringIO, operation: str, code: str
) -> None:
    visitor.sign_up(OWNER)
    cognito.refuse(operation, code)
    assert visitor.confirm(OWNER, CODE).location == "/password/forgotten"
    assert "Your address is confirmed, but" in visitor.get("/password/forgotten").text
    assert OWNER not in log.getvalue()
    # The code has worked once. No one knows a password of the account.
    assert "The code is wrong" in visitor.confirm(OWNER, CODE).text
    visitor.submit("/password/forgotten", email=OWNER)
    visitor.submit("/password/reset", email=OWNER, code=RESET_CODE, password=PASSWORD, confirm=PASSWORD)
    assert visitor.log_in(OWNER).location == "/studies/"
