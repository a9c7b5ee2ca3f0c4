"""Logging in and out."""

import pytest
from flask import Flask

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor


def test_a_wrong_password_and_an_unknown_address_look_the_same(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    for email in ("known@example.org", "nobody@example.org"):
        answer = Visitor(app).log_in(email)
        assert answer.status_code == 200
        assert "Wrong e-mail address or password." in answer.text


def test_whoever_has_signed_up_here_but_not_confirmed_comes_to_the_code_page(visitor: Visitor) -> None:
    visitor.sign_up("new@example.org")
    assert visitor.log_in("new@example.org").location == "/confirm"


def test_whoever_has_not_confirmed_elsewhere_is_shown_the_way_to_the_code_page(
    visitor: Visitor, cognito: FakeCognito
) -> None:
    cognito.add_user("new@example.org", PASSWORD, confirmed=False)
    assert 'href="/confirm"' in visitor.log_in("new@example.org").text


@pytest.mark.parametrize(
    ("code", "message", "sentence"),
    [
        ("TooManyRequestsException", "", "Too many attempts."),
        ("NotAuthorizedException", "Password attempts exceeded", "Too many attempts."),
        ("PasswordResetRequiredException", "", "A new password is required."),
    ],
)
def test_what_the_pool_refuses_is_said_plainly(
    visitor: Visitor, cognito: FakeCognito, code: str, message: str, sentence: str
) -> None:
    cognito.refuse("AdminInitiateAuth", code, message)
    assert sentence in visitor.log_in("known@example.org").text


def test_a_further_step_that_is_not_offered_is_said_plainly(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    cognito.challenge = "SOFTWARE_TOKEN_MFA"
    assert "a further log-in step" in visitor.log_in("known@example.org").text
    assert visitor.get("/studies/").status_code == 302


def test_no_token_outlives_the_log_in(member: Visitor, cognito: FakeCognito) -> None:
    (user,) = cognito.users.values()
    assert cognito.revoked == [f"refresh-{user.sub}"]


def test_trouble_with_the_revocation_keeps_nobody_out(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    cognito.refuse("RevokeToken", "InternalErrorException")
    assert visitor.log_in("known@example.org").location == "/studies/"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_log_in_leads_to_no_other_site(visitor: Visitor, cognito: FakeCognito, target: str) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    answer = visitor.submit(f"/log-in?next={target}", email="known@example.org", password=PASSWORD)
    assert answer.location == "/studies/"


def test_log_in_leads_back_to_the_page_that_was_wanted(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    to_log_in = visitor.get("/studies/01ARZ3NDEKTSV4RRFFQ69G5FAV").location
    answer = visitor.submit(to_log_in, email="known@example.org", password=PASSWORD)
    assert answer.location == "/studies/01ARZ3NDEKTSV4RRFFQ69G5FAV"


def test_after_log_out_the_old_cookie_opens_nothing(member: Visitor) -> None:
    cookie = member.session_cookie
    answer = member.submit("/log-out", form_at="/studies/")
    assert answer.location == "/log-in"
    assert member.session_cookie is None
    member.client.set_cookie("__Host-session", cookie or "", domain="localhost", secure=True)
    assert member.get("/studies/").status_code == 302


def test_log_out_clears_what_the_browser_keeps_of_the_site(member: Visitor) -> None:
    answer = member.submit("/log-out", form_at="/studies/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_logging_out_twice_does_no_harm(member: Visitor) -> None:
    member.submit("/log-out", form_at="/studies/")
    answer = member.submit("/log-out", form_at="/log-in")
    assert answer.location == "/log-in"


def test_pages_of_members_send_others_to_the_log_in_page(visitor: Visitor) -> None:
    assert visitor.get("/").location == "/log-in"
    assert visitor.get("/studies/").location == "/log-in?next=/studies/"


def test_the_page_shows_whose_session_it_is(member: Visitor) -> None:
    assert "member@example.org" in member.get("/studies/").text
