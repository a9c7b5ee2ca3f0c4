"""The JSON API on the running stack, as another program uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from cxr.study import MAX_UPLOAD_BYTES
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, until
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
    film = FILM.read_bytes()
    opened = program.open_study(len(film))
    assert send(opened["upload"], film).ok
    study = program.wait_for_the_end(opened["study_id"])
    assert (study["status"], study["label"], study["model_version"] is not None) == (
        "complete",
        "positive",
        True,
    )
    pictures = [requests.get(study["links"][name], timeout=SECONDS) for name in ("preview", "heatmap")]
    assert [picture.headers["Content-Type"] for picture in pictures] == ["image/jpeg", "image/png"]


def test_the_client_of_the_documentation_prints_the_finding_of_a_film(
    program: Program, stack: LocalStack
) -> None:
    client = Path(__file__).parents[2] / "docs" / "integration" / "api_client.py"
    done = subprocess.run(
        [sys.executable, client, stack.outputs["url"], FILM],
        env={**os.environ, "PNEUMOSCOPE_TOKEN": program.token},
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert (printed["status"], printed["label"]) == ("complete", "positive")


def test_no_one_else_sees_the_study(program: Program, stack: LocalStack) -> None:
    study_id = program.open_study()["study_id"]
    stranger = Program(stack)
    assert stranger.call("GET", f"/studies/{study_id}").status_code == 404
    assert stranger.call("DELETE", f"/studies/{study_id}").status_code == 404
    assert stranger.call("GET", "/studies").json() == {"studies": [], "cursor": None}
    assert study_id in [study["study_id"] for study in program.call("GET", "/studies").json()["studies"]]


@pytest.mark.parametrize(
    ("size", "code"), [(1001, "EntityTooLarge"), (999, "EntityTooSmall"), (115_000, "EntityTooLarge")]
)
def test_the_form_fits_a_file_of_the_declared_size_alone(program: Program, size: int, code: str) -> None:
    answer = send(program.open_study(size=1000)["upload"], bytes(size))
    assert answer.status_code == 400
    assert code in answer.text


def test_a_file_of_more_than_fifty_megabytes_gets_no_form(program: Program) -> None:
    body = {"content_type": "image/jpeg", "size": MAX_UPLOAD_BYTES + 1}
    assert program.call("POST", "/studies", body).status_code == 422


def test_a_film_that_arrives_for_a_deleted_study_is_deleted(program: Program, stack: LocalStack) -> None:
    film = FILM.read_bytes()
    opened = program.open_study(len(film))
    assert program.call("DELETE", f"/studies/{opened['study_id']}").status_code == 204
    assert send(opened["upload"], film).ok
    prefix = f"uploads/{program.site}/{opened['study_id']}"

    def is_gone() -> bool:
        found = stack.clients.s3.list_objects_v2(Bucket=stack.outputs["uploads_bucket"], Prefix=prefix)
        return found["KeyCount"] == 0

    until(is_gone, PATIENCE, "the end of a film without a study")
    assert program.call("GET", f"/studies/{opened['study_id']}").status_code == 404


def test_the_form_itself_refuses_another_type_and_another_key(program: Program) -> None:
    film = FILM.read_bytes()
    upload = program.open_study(len(film))["upload"]
    assert send(upload, film, **{"Content-Type": "text/html"}).status_code == 403
    assert send(upload, film, key="uploads/other/film").status_code == 403


def test_without_a_token_there_is_a_problem_in_place_of_studies(stack: LocalStack) -> None:
    answer = requests.get(f"{stack.outputs['url']}/api/v1/studies", timeout=SECONDS)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
