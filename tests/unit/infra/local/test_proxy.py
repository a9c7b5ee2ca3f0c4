"""The proxy forwards requests and responses unchanged between browser and application."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from aiohttp import web

from infra.local.proxy import Proxy
from infra.local.settings import LocalStackError, Settings, free_port
from infra.local.threaded_server import ThreadedServer

SECONDS = 60


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return Settings(state=tmp_path, port=free_port(), aws_port=free_port())


@pytest.fixture
def api(settings: Settings) -> Iterator[None]:
    """An API whose response contains the request, and sets two cookies."""

    async def answer(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = {"path": request.raw_path, "headers": headers, "body": (await request.read()).decode()}
        response = web.json_response(body, status=418, headers={"Location": "/elsewhere"})
        response.set_cookie("one", "1")
        response.set_cookie("two", "2")
        return response

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    with ThreadedServer(application, settings.aws_port):
        yield


@pytest.fixture
def origin(settings: Settings, api: None) -> Iterator[str]:
    proxy = Proxy(settings, "a1b2c3d4")
    proxy.start()
    yield settings.origin
    proxy.stop()


def test_the_application_sees_the_address_that_the_browser_shows(origin: str) -> None:
    seen = json.loads(requests.get(f"{origin}/studies", timeout=SECONDS).text)["headers"]
    assert f"{seen['x-forwarded-proto']}://{seen['host']}" == origin


def test_an_escaped_path_arrives_unchanged(origin: str) -> None:
    seen = requests.get(f"{origin}/a%20b%2Fc/%C3%A9?x=1&y=a+b%26", timeout=SECONDS).json()
    assert seen["path"] == "/_aws/execute-api/a1b2c3d4/$default/a%20b%2Fc/%C3%A9?x=1&y=a+b%26"


def test_each_cookie_arrives_in_a_header_of_its_own(origin: str) -> None:
    answer = requests.get(origin, timeout=SECONDS)
    assert answer.raw.headers.getlist("Set-Cookie") == ["one=1; Path=/", "two=2; Path=/"]


def test_status_and_redirects_come_from_the_application(origin: str) -> None:
    answer = requests.post(origin, data="film", timeout=SECONDS)
    assert (answer.status_code, answer.headers["Location"]) == (418, "/elsewhere")
    assert answer.json()["body"] == "film"


def test_a_browser_cannot_forge_its_address(origin: str) -> None:
    seen = requests.get(origin, headers={"X-Forwarded-For": "198.51.100.1"}, timeout=SECONDS).json()
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"


def test_localhost_redirects_to_the_origin_that_accepts_uploads(origin: str) -> None:
    answer = requests.get(
        f"{origin}/studies?a=1", headers={"Host": "localhost:1"}, timeout=SECONDS, allow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{origin}/studies?a=1")


def test_a_second_proxy_on_the_same_port_is_refused(settings: Settings, origin: str) -> None:
    with pytest.raises(LocalStackError, match=str(settings.port)):
        Proxy(settings, "a1b2c3d4").start()
