"""Errors: programs get problem details, people get a page, and the log gets the cause once."""

import io
import json
from typing import Any

import boto3

from tests.unit.webapp.support.visitor import Answer, Visitor

UUID_LENGTH = 36


def _assert_problem(answer: Answer, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = answer.json
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert len(body["correlation_id"]) == UUID_LENGTH
    return body


def test_without_log_in(visitor: Visitor) -> None:
    _assert_problem(visitor.get("/api/v1/studies"), 401)


def test_unknown_address(member: Visitor) -> None:
    _assert_problem(member.get("/api/v1/nothing"), 404)


def test_wrong_method(member: Visitor) -> None:
    answer = member.call("PUT", "/studies")
    _assert_problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_not_json(member: Visitor) -> None:
    _assert_problem(member.call("POST", "/studies", data="size=1"), 415)


def test_broken_json(member: Visitor) -> None:
    _assert_problem(
        member.call("POST", "/studies", data="{", headers={"Content-Type": "application/json"}), 400
    )


def test_far_too_much_json(member: Visitor) -> None:
    _assert_problem(member.call("POST", "/studies", json={"patient_ref": "x" * 100_000}), 413)


def test_a_fault_of_ours_shows_its_identifier_and_logs_its_cause_once(
    member: Visitor, log: io.StringIO
) -> None:
    boto3.client("dynamodb").delete_table(TableName="StudiesTable")
    body = _assert_problem(member.call("GET", "/studies", csrf=False), 500)
    assert "ResourceNotFound" not in json.dumps(body)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (error,) = [line for line in lines if line["level"] == "ERROR"]
    assert error["correlation_id"] == body["correlation_id"]
    assert "ResourceNotFound" in error["exception"]


def test_people_get_a_page(visitor: Visitor) -> None:
    answer = visitor.get("/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "There is nothing here" in answer.text


def test_nothing_personal_is_logged(visitor: Visitor, log: io.StringIO) -> None:
    visitor.sign_up("private@example.org")
    visitor.submit("/confirm", email="private@example.org", code="123456")
    visitor.log_in("private@example.org")
    visitor.call("POST", "/studies", json={"content_type": "image/png", "size": 1, "patient_ref": "P-secret"})
    visitor.call("POST", "/studies", json={"content_type": "x", "size": 1, "patient_ref": "P-secret"})
    logged = log.getvalue()
    assert logged.count('"message":"answered"') > 5
    for secret in (
        "private@example.org",
        "P-secret",
        "123456",
        "Correct-horse",
        visitor.session_cookie or "",
    ):
        assert secret not in logged
