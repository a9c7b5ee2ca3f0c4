"""A temporary password is replaced at the first log-in."""

from flask import Flask

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

EMAIL, NEW = "member@example.org", "Another-secret-9"


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/studies/").status_code == 200


def test_a_temporary_password_is_replaced_at_the_first_log_in(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    assert visitor.log_in(EMAIL).location == "/log-in/new-password"
    assert (
        "12 to 256 characters"
        in visitor.submit("/log-in/new-password", password="short", confirm="short").text
    )
    assert visitor.submit("/log-in/new-password", password=NEW, confirm=NEW).location == "/studies/"
    assert _is_in(visitor)
    assert cognito.users[EMAIL].password == NEW


def test_a_first_password_that_comes_too_late_begins_again(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    visitor.log_in(EMAIL)
    cognito.refuse("AdminRespondToAuthChallenge", "NotAuthorizedException", "Invalid session for the user.")
    assert visitor.submit("/log-in/new-password", password=NEW, confirm=NEW).location == "/log-in"


def test_an_account_that_is_deleted_meanwhile_begins_again(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    visitor.log_in(EMAIL)
    page = visitor.get("/log-in/new-password").text
    del cognito.users[EMAIL]
    assert visitor.send(page, "/log-in/new-password", password=NEW, confirm=NEW).location == "/log-in"


def test_no_one_declines_for_an_account_that_is_used(
    app: Flask, cognito: FakeCognito, services: Services
) -> None:
    user = cognito.add_user(EMAIL, PASSWORD)
    user.temporary = True
    services.site_members.add(user.sub, "site-a", "clinician")
    owner, other = Visitor(app), Visitor(app)
    for visitor in (owner, other):
        visitor.log_in(EMAIL)
    page = other.get("/log-in/new-password").text
    assert owner.submit("/log-in/new-password", password=NEW, confirm=NEW).location == "/studies/"
    assert other.send(page, "/log-in/decline").location == "/log-in"
    assert cognito.users[EMAIL] is user
    assert _is_in(owner)
