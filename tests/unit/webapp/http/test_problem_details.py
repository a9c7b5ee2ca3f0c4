"""Errors: the API returns problem details, a page explains them, and the log contains the cause once."""

import io
import json
from typing import Any

import boto3
import pytest
from flask import Flask

from tests.unit.webapp.support.visitor import PageResponse, Visitor

UUID_LENGTH = 36


def _assert_problem(response: PageResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = response.json
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert len(body["correlation_id"]) == UUID_LENGTH
    return body


def test_a_request_without_log_in_gets_a_problem(visitor: Visitor) -> None:
    _assert_problem(visitor.get("/api/v1/studies"), 401)


def test_an_unknown_address_gets_a_problem(member: Visitor) -> None:
    _assert_problem(member.get("/api/v1/nothing"), 404)


def test_a_wrong_method_gets_a_problem_with_the_allowed_ones(member: Visitor) -> None:
    response = member.call("PUT", "/studies")
    _assert_problem(response, 405)
    assert "GET" in response.headers["Allow"]


def test_a_body_that_is_not_json_gets_a_problem(member: Visitor) -> None:
    _assert_problem(member.call("POST", "/studies", data="size=1"), 415)


def test_malformed_json_gets_a_problem(member: Visitor) -> None:
    _assert_problem(
        member.call("POST", "/studies", data="{", headers={"Content-Type": "application/json"}), 400
    )


def test_a_body_that_is_too_large_gets_a_problem(member: Visitor) -> None:
    _assert_problem(member.call("POST", "/studies", json={"patient_ref": "x" * 100_000}), 413)


def test_a_server_error_shows_its_identifier_and_logs_its_cause_once(
    member: Visitor, log: io.StringIO
) -> None:
    boto3.client("dynamodb").delete_table(TableName="StudiesTable")
    body = _assert_problem(member.call("GET", "/studies", csrf=False), 500)
    assert "ResourceNotFound" not in json.dumps(body)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (error,) = [line for line in lines if line["level"] == "ERROR"]
    assert error["correlation_id"] == body["correlation_id"]
    assert error["error"]["code"] == "ResourceNotFoundException"
    assert any("cxr/storage/" in place for place in error["error"]["places"])


def test_the_text_of_an_unexpected_error_is_not_logged(
    app: Flask, member: Visitor, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("P-secret") from KeyError("private@example.org")

    monkeypatch.setitem(app.view_functions, "api.show", fail)
    _assert_problem(member.call("GET", "/studies/01JDB3X4Y5Z6A7B8C9D0E1F2G3", csrf=False), 500)
    assert "P-secret" not in log.getvalue()
    assert "private@example.org" not in log.getvalue()
    (error,) = [line for line in map(json.loads, log.getvalue().splitlines()) if line["level"] == "ERROR"]
    assert error["error"]["kind"] == "builtins.ValueError"
    assert error["error"]["places"][-1].endswith(" in fail")
    assert error["error"]["cause"]["kind"] == "builtins.KeyError"


def test_an_error_outside_the_api_is_a_page(visitor: Visitor) -> None:
    response = visitor.get("/nothing")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert "There is nothing here" in response.text


def test_the_log_contains_no_personal_data(visitor: Visitor, log: io.StringIO) -> None:
    visitor.sign_up("private@example.org")
    visitor.confirm("private@example.org", "271828")
    visitor.log_in("private@example.org")
    visitor.call("POST", "/studies", json={"content_type": "image/png", "size": 1, "patient_ref": "P-secret"})
    visitor.call("POST", "/studies", json={"content_type": "x", "size": 1, "patient_ref": "P-secret"})
    logged = log.getvalue()
    assert logged.count('"message":"answered"') > 5
    for secret in (
        "private@example.org",
        "P-secret",
        "271828",
        "Correct-horse",
        visitor.session_cookie or "",
    ):
        assert secret not in logged
