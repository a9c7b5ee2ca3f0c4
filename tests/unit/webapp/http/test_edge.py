"""Behind a CDN, the app answers what came through it, and knows the client by the CDN's word alone."""

import json
from typing import Any

import pytest
from flask import Flask, request

from cxr.verdict import MAX_NOTE
from tests.support.lambda_context import Context
from webapp import lambda_handler
from webapp.settings import Settings

SECRET = "the-secret-of-the-cdn"
CDN, CLIENT, CLAIMED = "130.176.0.1", "198.51.100.7", "192.0.2.66"


def _event(**headers: str) -> dict[str, Any]:
    """Return a request that API Gateway has from the CDN."""
    return {
        "version": "2.0",
        "rawPath": "/who",
        "rawQueryString": "",
        "cookies": [],
        "headers": {"host": "abc.execute-api.eu-central-1.amazonaws.com", **headers},
        "requestContext": {
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
            "http": {"method": "GET", "path": "/who", "protocol": "HTTP/1.1", "sourceIp": CDN},
        },
        "isBase64Encoded": False,
    }


@pytest.fixture
def handle(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Handle an event as a stage that has this secret, or none."""

    @app.get("/who")
    def who() -> dict[str, str | None]:
        return {"client": request.remote_addr, **dict(request.headers)}

    monkeypatch.setattr(lambda_handler, "_app", lambda: app)
    monkeypatch.setattr(lambda_handler, "_settings", lambda: settings)

    def handled(secret: str | None, **headers: str) -> dict[str, Any]:
        monkeypatch.setattr(lambda_handler, "_origin_secret", lambda: secret)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        answer: dict[str, Any] = lambda_handler.handler(_event(**names), Context("pneumoscope-test-web"))
        return answer

    return handled


@pytest.mark.parametrize("headers", [{}, {"x_origin_verify": "guessed"}, {"X_Origin_Verify": ""}])
def test_a_request_around_the_cdn_is_sent_to_the_address_of_the_pages(
    handle: Any, settings: Settings, headers: dict[str, str]
) -> None:
    answer = handle(SECRET, x_viewer_address=CLAIMED, **headers)
    assert (answer["statusCode"], answer["body"]) == (403, f"Use {settings.app_origin}\n")


def test_through_the_cdn_the_client_is_the_one_that_the_cdn_names(handle: Any) -> None:
    answer = handle(SECRET, x_origin_verify=SECRET, x_viewer_address=CLIENT, x_forwarded_for=CLAIMED)
    assert f'"client":"{CLIENT}"' in answer["body"]


def test_the_app_never_sees_the_secret(handle: Any) -> None:
    assert SECRET not in handle(SECRET, X_Origin_Verify=SECRET, x_viewer_address=CLIENT)["body"]


@pytest.mark.parametrize("address", ["", "unknown", f"{CLIENT}, {CLAIMED}"])
def test_where_the_cdn_names_no_client_all_of_its_clients_count_as_one(handle: Any, address: str) -> None:
    answer = handle(SECRET, x_origin_verify=SECRET, x_viewer_address=address)
    assert f'"client":"{CDN}"' in answer["body"]


def test_without_a_cdn_no_header_changes_who_asks(handle: Any) -> None:
    answer = handle(None, x_viewer_address=CLAIMED, x_forwarded_for=CLAIMED, x_real_ip=CLAIMED)
    assert f'"client":"{CDN}"' in answer["body"]


def test_a_static_file_is_the_same_for_everybody(app: Flask) -> None:
    address = f"{app.static_url_path}/css/base.css"
    answer = app.test_client().get(address, base_url="https://localhost", headers={"Cookie": "language=de"})
    assert answer.cache_control.public
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    old = app.test_client().get("/static/of-an-earlier-release/css/base.css", base_url="https://localhost")
    assert (old.status_code, old.headers["Cache-Control"]) == (404, "no-store")


def test_the_longest_note_is_small_enough_for_the_firewall() -> None:
    longest = {"verdict": "disagree", "finding": "pneumonia", "note": "\N{GRINNING FACE}" * MAX_NOTE}
    assert len(json.dumps(longest)) < 8192
