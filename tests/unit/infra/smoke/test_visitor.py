"""The visitor of the smoke test gets in as people do, and says in a sentence where it does not."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from infra.local.settings import free_port
from infra.smoke.visitor import SmokeFailed, Visitor
from webapp.auth.steps.totp import STEP_SECONDS, code_at, new_secret

KEY = new_secret()
FORM = '<form><input name="csrf_token" type="hidden" value="form"></form>'
ENROL = f'<code class="key"><span>{KEY[:4]}</span> <span>{KEY[4:]}</span> </code>{FORM}'


class Pages(BaseHTTPRequestHandler):
    """The log-in of a stage that requires a second factor of everybody."""

    log_in_status = 302

    def do_GET(self) -> None:
        pages = {
            "/log-in": FORM,
            "/log-in/second-factor": ENROL,
            "/studies/": '<meta name="csrf-token" content="page">',
        }
        self._answer(200, pages[self.path], Location="")

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path == "/log-in":
            self._answer(self.log_in_status, "", Location="/log-in/second-factor?next=")
            return
        step = int(time.time()) // STEP_SECONDS
        is_right = sent["code"][0] in (code_at(KEY, step), code_at(KEY, step - 1))
        self._answer(200 if is_right else 500, "", Location="")

    def _answer(self, status: int, body: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value and status == 302:
                self.send_header(name, value)
        self.send_header("Set-Cookie", "session=opaque; HttpOnly")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def pages() -> Iterator[type[Pages]]:
    """The pages; ``url`` is their address."""
    kind = type("Serving", (Pages,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kind.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield kind
    server.shutdown()
    server.server_close()


def test_a_required_second_factor_is_enrolled_on_the_way(pages: type[Pages]) -> None:
    visitor = Visitor(pages.url)  # type: ignore[attr-defined]
    visitor.log_in("smoke@pneumoscope.invalid", "password")
    assert visitor.request("GET", "/studies/", expected=200).status == 200


def test_a_log_in_that_does_not_succeed_is_said(pages: type[Pages]) -> None:
    pages.log_in_status = 503
    with pytest.raises(SmokeFailed, match="the log-in was answered with status 503"):
        Visitor(pages.url).log_in("smoke@pneumoscope.invalid", "password")  # type: ignore[attr-defined]


def test_a_stage_that_does_not_answer_is_said() -> None:
    with pytest.raises(SmokeFailed, match=r"127\.0\.0\.1 does not answer"):
        Visitor(f"http://127.0.0.1:{free_port()}").log_in("smoke@pneumoscope.invalid", "password")
