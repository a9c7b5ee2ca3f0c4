"""Nothing changes without a token that only our own pages know."""

import pytest

from tests.unit.webapp.support.visitor import PASSWORD, Visitor

STUDY = {"content_type": "image/png", "size": 10}


@pytest.mark.parametrize(
    "path", ["/log-in", "/sign-up", "/confirm", "/confirm/resend", "/password/reset", "/log-out"]
)
def test_forms_are_refused_without_a_token(member: Visitor, path: str) -> None:
    data = {"email": "a@example.org", "password": PASSWORD}
    answer = member.client.post(path, base_url=member.base, data=data)
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert member.get("/studies/").status_code == 200


def test_api_calls_of_a_session_are_refused_without_a_token(member: Visitor) -> None:
    answer = member.call("POST", "/studies", csrf=False, json=STUDY)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_api_calls_of_a_session_are_taken_with_a_token(member: Visitor) -> None:
    assert member.call("POST", "/studies", json=STUDY).status_code == 201


def test_another_sessions_token_is_refused(member: Visitor, stranger: Visitor) -> None:
    page = stranger.get("/about").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    answer = member.call("POST", "/studies", csrf=False, json=STUDY, headers={"X-CSRFToken": token})
    assert answer.status_code == 400
