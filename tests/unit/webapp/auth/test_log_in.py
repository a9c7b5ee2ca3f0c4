"""Logging in and out."""

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from flask import Flask

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor, without_tokens
from webapp.aws.limits.attempts import PER_ADDRESS_AND_SOURCE


def test_a_wrong_password_and_an_unknown_address_look_the_same(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", "Another-secret-9")
    for email in ("known@example.org", "unknown@example.org"):
        response = Visitor(app).log_in(email)
        assert response.status_code == 200
        assert "Wrong e-mail address or password." in response.text


def test_log_in_before_confirmation_leads_to_the_code_page(visitor: Visitor) -> None:
    visitor.sign_up("new@example.org")
    assert visitor.log_in("new@example.org").location == "/confirm"


def test_log_in_elsewhere_before_confirmation_links_the_code_page(
    visitor: Visitor, cognito: FakeCognito
) -> None:
    cognito.add_user("new@example.org", PASSWORD, confirmed=False)
    assert 'href="/confirm"' in visitor.log_in("new@example.org").text


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("NotAuthorizedException", "Password attempts exceeded"),
        ("PasswordResetRequiredException", ""),
        ("UserNotConfirmedException", ""),
    ],
)
def test_an_account_in_any_state_is_answered_like_an_unknown_address(
    app: Flask, cognito: FakeCognito, code: str, message: str
) -> None:
    unknown = Visitor(app).log_in("someone@example.org").text
    cognito.refuse("AdminInitiateAuth", code, message)
    page = Visitor(app).log_in("someone@example.org").text
    assert without_tokens(page) == without_tokens(unknown)
    assert "wait a few minutes, or choose" in page


def test_a_busy_pool_asks_to_wait_and_costs_no_try(app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    for _ in range(PER_ADDRESS_AND_SOURCE + 1):
        cognito.refuse("AdminInitiateAuth", "TooManyRequestsException")
        page = Visitor(app).log_in("known@example.org").text
        assert "Wait half a minute, then send it again." in page
    assert Visitor(app).log_in("known@example.org").location == "/studies/"


def test_a_further_log_in_step_that_is_not_offered_is_explained(
    visitor: Visitor, cognito: FakeCognito
) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    cognito.challenge = "SOFTWARE_TOKEN_MFA"
    assert "a further log-in step" in visitor.log_in("known@example.org").text
    assert visitor.get("/studies/").status_code == 302


def test_the_refresh_token_is_revoked_at_log_in(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    assert visitor.log_in("known@example.org").location == "/studies/"
    (user,) = cognito.users.values()
    assert cognito.revoked == [f"refresh-{user.sub}"]


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "InternalErrorException"}}, "RevokeToken"),
        ReadTimeoutError(endpoint_url="https://cognito-idp.eu-central-1.amazonaws.com"),
    ],
    ids=["refused", "no answer"],
)
def test_log_in_succeeds_although_the_token_cannot_be_revoked(
    visitor: Visitor, cognito: FakeCognito, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(**_: object) -> None:
        raise error

    cognito.add_user("known@example.org", PASSWORD)
    monkeypatch.setattr(cognito, "revoke_token", fail)
    assert visitor.log_in("known@example.org").location == "/studies/"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_log_in_never_redirects_to_another_site(visitor: Visitor, cognito: FakeCognito, target: str) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    response = visitor.submit(f"/log-in?next={target}", email="known@example.org", password=PASSWORD)
    assert response.location == "/studies/"


def test_log_in_returns_to_the_requested_page(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    to_log_in = visitor.get("/studies/01ARZ3NDEKTSV4RRFFQ69G5FAV").location
    response = visitor.submit(to_log_in, email="known@example.org", password=PASSWORD)
    assert response.location == "/studies/01ARZ3NDEKTSV4RRFFQ69G5FAV"


def test_the_old_cookie_opens_nothing_after_log_out(member: Visitor) -> None:
    cookie = member.session_cookie
    response = member.submit("/log-out", form_at="/studies/")
    assert response.location == "/log-in"
    assert member.session_cookie is None
    member.client.set_cookie("__Host-session", cookie or "", domain="localhost", secure=True)
    assert member.get("/studies/").status_code == 302


def test_log_out_clears_what_the_browser_stores_of_the_site(member: Visitor) -> None:
    response = member.submit("/log-out", form_at="/studies/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_second_log_out_has_no_effect(member: Visitor) -> None:
    member.submit("/log-out", form_at="/studies/")
    response = member.submit("/log-out", form_at="/log-in")
    assert response.location == "/log-in"


def test_pages_of_members_redirect_visitors_to_the_log_in_page(visitor: Visitor) -> None:
    assert visitor.get("/").location == "/log-in"
    assert visitor.get("/studies/").location == "/log-in?next=/studies/"


def test_a_page_shows_whose_session_it_is(member: Visitor) -> None:
    assert "member@example.org" in member.get("/studies/").text
