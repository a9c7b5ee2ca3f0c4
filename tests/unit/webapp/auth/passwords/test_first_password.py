"""A temporary password is replaced at the first log-in."""

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor

EMAIL = "member@example.org"


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/studies/").status_code == 200


def test_a_temporary_password_is_replaced_at_the_first_log_in(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    assert visitor.log_in(EMAIL).location == "/log-in/new-password"
    new = "Another-secret-9"
    assert (
        "12 to 256 characters"
        in visitor.submit("/log-in/new-password", password="short", confirm="short").text
    )
    assert visitor.submit("/log-in/new-password", password=new, confirm=new).location == "/studies/"
    assert _is_in(visitor)
    assert cognito.users[EMAIL].password == new


def test_a_first_password_that_comes_too_late_begins_again(visitor: Visitor, cognito: FakeCognito) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    visitor.log_in(EMAIL)
    cognito.refuse("AdminRespondToAuthChallenge", "NotAuthorizedException", "Invalid session for the user.")
    new = "Another-secret-9"
    assert visitor.submit("/log-in/new-password", password=new, confirm=new).location == "/log-in"
