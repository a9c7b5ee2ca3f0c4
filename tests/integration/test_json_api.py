"""The JSON API on the running stack, as another program uses it."""

import secrets
import time
from typing import Any

import pytest
import requests

from cxr.study import MAX_UPLOAD_BYTES
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack

FILM = SAMPLES / "pneumonia-1.jpg"
SECONDS = 30


class Program:
    """Somebody's program, with an access token of an account of its own."""

    def __init__(self, stack: LocalStack) -> None:
        email, password = f"{secrets.token_hex(6)}@example.org", f"{secrets.token_urlsafe(12)}-aA1"
        pool = stack.outputs["user_pool_id"]
        cognito = stack.clients.cognito
        cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        answer = cognito.initiate_auth(
            ClientId=stack.outputs["api_client_id"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        self._headers = {"Authorization": f"Bearer {answer['AuthenticationResult']['AccessToken']}"}
        self._url = f"{stack.outputs['url']}/api/v1"

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        return requests.request(method, self._url + path, json=body, headers=self._headers, timeout=SECONDS)

    def open_study(self, size: int = 1000) -> dict[str, Any]:
        answer = self.call("POST", "/studies", {"content_type": "image/jpeg", "size": size})
        assert answer.status_code == 201
        opened: dict[str, Any] = answer.json()
        return opened

    def wait_for_the_end(self, study_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            study: dict[str, Any] = self.call("GET", f"/studies/{study_id}").json()
            if study["status"] in ("complete", "refused", "failed"):
                return study
            time.sleep(0.1)
        raise AssertionError(f"{study_id} came to no end")


def send(upload: dict[str, Any], content: bytes, **changed: str) -> requests.Response:
    """Fill in the upload form."""
    fields = {**upload["fields"], **changed}
    return requests.post(upload["url"], data=fields, files={"file": content}, timeout=SECONDS)


@pytest.fixture(scope="module")
def program(stack: LocalStack) -> Program:
    return Program(stack)


def test_a_film_goes_in_and_its_finding_and_pictures_come_out(program: Program) -> None:
    opened = program.open_study()
    assert send(opened["upload"], FILM.read_bytes()).ok
    study = program.wait_for_the_end(opened["study_id"])
    assert (study["status"], study["label"], study["model_version"] is not None) == (
        "complete",
        "positive",
        True,
    )
    pictures = [requests.get(study["links"][name], timeout=SECONDS) for name in ("preview", "heatmap")]
    assert [picture.headers["Content-Type"] for picture in pictures] == ["image/jpeg", "image/png"]


def test_nobody_else_sees_the_study(program: Program, stack: LocalStack) -> None:
    study_id = program.open_study()["study_id"]
    stranger = Program(stack)
    assert stranger.call("GET", f"/studies/{study_id}").status_code == 404
    assert stranger.call("DELETE", f"/studies/{study_id}").status_code == 404
    assert stranger.call("GET", "/studies").json() == {"studies": [], "cursor": None}
    assert study_id in [study["study_id"] for study in program.call("GET", "/studies").json()["studies"]]


def test_the_form_itself_refuses_more_than_fifty_megabytes(program: Program) -> None:
    answer = send(program.open_study()["upload"], bytes(MAX_UPLOAD_BYTES + 1))
    assert answer.status_code == 400
    assert "EntityTooLarge" in answer.text


def test_the_form_itself_refuses_another_type_and_another_key(program: Program) -> None:
    upload = program.open_study()["upload"]
    assert send(upload, b"<script>", **{"Content-Type": "text/html"}).status_code == 403
    assert send(upload, FILM.read_bytes(), key="uploads/other/film").status_code == 403


def test_without_a_token_there_is_a_problem_in_place_of_studies(stack: LocalStack) -> None:
    answer = requests.get(f"{stack.outputs['url']}/api/v1/studies", timeout=SECONDS)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
