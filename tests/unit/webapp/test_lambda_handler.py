"""The web function as API Gateway calls it, with events of payload format 2.0."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response

from tests.support.lambda_context import Context
from webapp import lambda_handler

HOST = "abc.execute-api.eu-central-1.amazonaws.com"


def _event(method: str, path: str, cookies: list[str] | None = None) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "cookies": cookies or [],
        "headers": {
            "host": HOST,
            "x-forwarded-proto": "https",
            "x-forwarded-port": "443",
            "accept": "text/html",
        },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "abc",
            "domainName": HOST,
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
        },
        "isBase64Encoded": False,
    }


@pytest.fixture
def handle(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("STRIP_STAGE_PATH", "true")
    monkeypatch.setattr(lambda_handler, "_app", lambda: app)
    monkeypatch.setattr(lambda_handler, "_origin_secret", lambda: None)
    yield lambda event: lambda_handler.handler(event, Context("pneumoscope-test-web"))


def test_addresses_do_not_contain_the_stage(handle: Any, app: Flask) -> None:
    assert handle(_event("GET", "/"))["headers"]["Location"] == "/log-in"
    page = handle(_event("GET", "/log-in"))["body"]
    assert f'href="{app.static_url_path}/css/base.css"' in page
    assert "$default" not in page


def test_every_cookie_is_delivered(handle: Any, app: Flask) -> None:
    @app.get("/two-cookies")
    def two_cookies() -> Response:
        response = Response("")
        response.set_cookie("first", "1")
        response.set_cookie("second", "2")
        return response

    response = handle(_event("GET", "/two-cookies"))
    assert [cookie.split(";")[0] for cookie in response["cookies"]] == ["first=1", "second=2"]
    assert not [name for name in response["headers"] if name.lower() == "set-cookie"]


def test_a_session_continues_through_the_gateway(handle: Any) -> None:
    (cookie,) = handle(_event("GET", "/log-in"))["cookies"]
    token = cookie.split(";")[0]
    assert token.startswith("__Host-session=")
    assert "cookies" not in handle(_event("GET", "/log-in", [token, "other=1"])), "the same session continues"


def test_cookies_in_the_header_are_read_too(handle: Any) -> None:
    (cookie,) = handle(_event("GET", "/log-in"))["cookies"]
    event = _event("GET", "/log-in")
    del event["cookies"]
    event["headers"]["Cookie"] = f"other=1; {cookie.split(';')[0]}"
    assert "cookies" not in handle(event), "the same session continues"


def test_the_gateways_request_id_is_in_the_log_and_in_problem_details(handle: Any, log: io.StringIO) -> None:
    response = handle(_event("GET", "/api/v1/studies"))
    assert response["statusCode"] == 401
    assert response["isBase64Encoded"] is False
    assert json.loads(response["body"])["correlation_id"] == "JKJaXmPLvHcESHA="
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert lines
    assert {line["correlation_id"] for line in lines} == {"JKJaXmPLvHcESHA="}


def test_the_web_function_loads_no_image_or_model_library() -> None:
    program = (
        "import sys, webapp.lambda_handler;"
        "print([name for name in ('numpy', 'PIL', 'ai_edge_litert', 'tensorflow') if name in sys.modules])"
    )
    response = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert response.stdout.strip() == "[]"
