"""Lambda's Runtime API on loopback: hands events to a function's runtime client and takes its answers.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self

from infra.bench.measuring import NotMeasured

_PATIENCE_SECONDS = 60
_ARN = "arn:aws:lambda:eu-central-1:123456789012:function:classify"


class FunctionFailed(NotMeasured):
    """The function did not answer, or answered with an error; the message is what it said."""


class Moment(NamedTuple):
    """When (time.monotonic) the client asked for an event (``next``) or answered one, and with what."""

    kind: str
    at: float
    body: bytes


class RuntimeApi:
    """One function's API. To be used as a context."""

    def __init__(self) -> None:
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._moments: queue.Queue[Moment] = queue.Queue()
        handler = type("Handler", (_Handler,), {"events": self._events, "moments": self._moments})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    def give(self, event: dict[str, Any]) -> None:
        """Have an event ready for whoever asks."""
        self._events.put(event)

    def wait_for(self, kind: str) -> Moment:
        """The next moment of this kind. Raises FunctionFailed for any other."""
        try:
            moment = self._moments.get(timeout=_PATIENCE_SECONDS)
        except queue.Empty as e:
            raise FunctionFailed(f"no {kind} within {_PATIENCE_SECONDS} s") from e
        if moment.kind != kind:
            raise FunctionFailed(moment.body.decode(errors="replace"))
        return moment

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._events.put(None)
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    events: "queue.Queue[dict[str, Any] | None]"
    moments: "queue.Queue[Moment]"

    def do_GET(self) -> None:
        self.moments.put(Moment("next", time.monotonic(), b""))
        event = self.events.get()
        if event is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + 30) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": _ARN,
        }
        self._answer(200, json.dumps(event).encode(), headers)

    def do_POST(self) -> None:
        at = time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind = "response" if self.path.endswith("/response") else "error"
        self._answer(202, b"{}", {})
        self.moments.put(Moment(kind, at, body))

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
