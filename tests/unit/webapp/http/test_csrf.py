"""Every change requires a token that only our own pages contain."""

import pytest

from tests.unit.webapp.support.visitor import PASSWORD, Visitor

STUDY = {"content_type": "image/png", "size": 10}


@pytest.mark.parametrize(
    "path", ["/log-in", "/sign-up", "/confirm", "/confirm/resend", "/password/reset", "/log-out"]
)
def test_forms_without_a_token_are_refused(member: Visitor, path: str) -> None:
    data = {"email": "a@example.org", "password": PASSWORD}
    response = member.client.post(path, base_url=member.base, data=data)
    assert response.status_code == 400
    assert "This form has expired" in response.text
    assert member.get("/studies/").status_code == 200


def test_api_calls_of_a_session_without_a_token_are_refused(member: Visitor) -> None:
    response = member.call("POST", "/studies", csrf=False, json=STUDY)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_api_calls_of_a_session_with_a_token_are_accepted(member: Visitor) -> None:
    assert member.call("POST", "/studies", json=STUDY).status_code == 201


def test_another_sessions_token_is_refused(member: Visitor, stranger: Visitor) -> None:
    page = stranger.get("/about").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    response = member.call("POST", "/studies", csrf=False, json=STUDY, headers={"X-CSRFToken": token})
    assert response.status_code == 400
