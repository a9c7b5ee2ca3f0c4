"""The loopback address passes on what a browser and the application say to each other."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from aiohttp import web

from infra.local.proxy import Front
from infra.local.settings import LocalStackError, Settings, free_port


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return Settings(state=tmp_path, port=free_port(), aws_port=free_port())


@pytest.fixture
def api(settings: Settings) -> Iterator[None]:
    """An API that answers with what it was asked, in two cookies."""

    async def answer(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = {"path": request.raw_path, "headers": headers, "body": (await request.read()).decode()}
        response = web.json_response(body, status=418, headers={"Location": "/elsewhere"})
        response.set_cookie("one", "1")
        response.set_cookie("two", "2")
        return response

    async def serve() -> web.AppRunner:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", settings.aws_port).start()
        return runner

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(serve(), loop).result()
    yield
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def front(settings: Settings, api: None) -> Iterator[str]:
    front = Front(settings, "a1b2c3d4")
    front.start()
    yield settings.origin
    front.stop()


def test_the_application_sees_the_address_that_the_browser_shows(front: str) -> None:
    seen = json.loads(requests.get(f"{front}/studies", timeout=5).text)["headers"]
    assert f"{seen['x-forwarded-proto']}://{seen['host']}" == front


def test_a_path_arrives_as_it_was_written(front: str) -> None:
    seen = requests.get(f"{front}/a%20b%2Fc/%C3%A9?x=1&y=a+b%26", timeout=5).json()
    assert seen["path"] == "/_aws/execute-api/a1b2c3d4/$default/a%20b%2Fc/%C3%A9?x=1&y=a+b%26"


def test_every_cookie_reaches_the_browser_by_itself(front: str) -> None:
    answer = requests.get(front, timeout=5)
    assert answer.raw.headers.getlist("Set-Cookie") == ["one=1; Path=/", "two=2; Path=/"]


def test_status_and_redirects_are_the_applications_own(front: str) -> None:
    answer = requests.post(front, data="film", timeout=5)
    assert (answer.status_code, answer.headers["Location"]) == (418, "/elsewhere")
    assert answer.json()["body"] == "film"


def test_a_browser_cannot_claim_to_be_someone_else(front: str) -> None:
    seen = requests.get(front, headers={"X-Forwarded-For": "198.51.100.1"}, timeout=5).json()
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"


def test_another_name_for_this_machine_leads_to_the_one_that_uploads_work_from(front: str) -> None:
    answer = requests.get(
        f"{front}/studies?a=1", headers={"Host": "localhost:1"}, timeout=5, allow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{front}/studies?a=1")


def test_a_second_front_on_the_same_port_says_so(settings: Settings, front: str) -> None:
    with pytest.raises(LocalStackError, match=str(settings.port)):
        Front(settings, "a1b2c3d4").start()
