"""The JSON API on the running stack, as another program uses it."""

from typing import Any

import pytest
import requests

from cxr.study import MAX_UPLOAD_BYTES
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.program import SECONDS, Program

FILM = SAMPLES / "pneumonia-3.jpg"


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
