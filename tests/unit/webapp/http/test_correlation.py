"""The lines of a request can be found by its correlation id, and by the study that it is about."""

import io
import json
from typing import Any

import pytest

from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

FILM = {"content_type": "image/jpeg", "size": 1000}


@pytest.fixture
def study_id(member: Visitor, log: io.StringIO) -> str:
    created: str = member.call("POST", "/studies", json=FILM).json["study_id"]
    lines(log)
    return created


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [json.loads(line) for line in log.getvalue().splitlines()]
    log.truncate(0)
    log.seek(0)
    return found


def test_each_line_about_a_study_names_it_errors_too(
    member: Visitor, services: Services, study_id: str, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> None:
        raise RuntimeError("the table is away")

    monkeypatch.setattr(services.studies, "get", fail)

    problem = member.call("GET", f"/studies/{study_id}", csrf=False).json

    logged = lines(log)
    assert [line["message"] for line in logged] == ["unexpected error", "answered"]
    assert {line["study_id"] for line in logged} == {study_id}
    assert {line["correlation_id"] for line in logged} == {problem["correlation_id"]}


def test_a_request_about_no_study_does_not_name_the_last_one(
    member: Visitor, study_id: str, log: io.StringIO
) -> None:
    member.call("GET", f"/studies/{study_id}", csrf=False)
    assert {line["study_id"] for line in lines(log)} == {study_id}
    member.call("GET", "/studies", csrf=False)
    assert [line for line in lines(log) if "study_id" in line] == []


def test_a_study_that_could_not_be_made_is_named_all_the_same(
    member: Visitor, services: Services, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the table is away")

    monkeypatch.setattr(services.studies, "create", fail)
    member.call("POST", "/studies", json=FILM)
    *_, error, answered = lines(log)
    assert error["message"] == "unexpected error"
    assert error["study_id"] == answered["study_id"]
