"""Lambda's Runtime API on loopback: gives events to a function's runtime client and takes its responses.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import asyncio
import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from aiohttp import web

from infra.bench.measurement import NotMeasured
from infra.local.threaded_server import ThreadedServer

_TIMEOUT_SECONDS = 60
# Lambda's client fails without any one of these.
_HEADERS = {
    "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
    "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:classify",
}


class FunctionFailed(NotMeasured):
    """The function gave no response, or an error. The message is what it returned."""


class Call(NamedTuple):
    """A call of the client ("next", "response", "error", or the "end" of its process) at a time.monotonic."""

    kind: str
    at: float
    body: str


class RuntimeApi:
    """The API of one function."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._calls: queue.Queue[Call] = queue.Queue()
        application = web.Application()
        application.add_routes([web.get("/{_:.*}", self._next), web.post("/{_:.*}", self._outcome)])
        self._server = ThreadedServer(application)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve the API, and give its "host:port"."""
        with self._server:
            try:
                yield self._server.url.removeprefix("http://")
            finally:
                # The handler of a waiting request must end before its server.
                self.send({})

    def send(self, event: dict[str, Any]) -> None:
        """Give the event to the client's next request."""
        self._server.call_soon(self._events.put_nowait, event)

    def wait_for(self, kind: str) -> Call:
        """Return the client's next call. Raise FunctionFailed if it is of another kind."""
        try:
            call = self._calls.get(timeout=_TIMEOUT_SECONDS)
        except queue.Empty as e:
            raise FunctionFailed(f"no {kind} within {_TIMEOUT_SECONDS} s") from e
        if call.kind != kind:
            raise FunctionFailed(call.body)
        return call

    def watch(self, process: subprocess.Popen[bytes]) -> None:
        """Make `wait_for` fail at once when the process ends."""

        def wait() -> None:
            status = process.wait()
            self._calls.put(Call("end", time.monotonic(), f"ended with status {status}"))

        threading.Thread(target=wait, daemon=True).start()

    async def _next(self, _request: web.Request) -> web.Response:
        self._calls.put(Call("next", time.monotonic(), ""))
        deadline = {"Lambda-Runtime-Deadline-Ms": str(int((time.time() + 30) * 1000))}
        event = json.dumps(await self._events.get()).encode()
        # Lambda's client parses this exact content type only: aiohttp's own would have a charset.
        return web.Response(body=event, content_type="application/json", headers=_HEADERS | deadline)

    async def _outcome(self, request: web.Request) -> web.Response:
        at = time.monotonic()
        kind = "response" if request.path.endswith("/response") else "error"
        self._calls.put(Call(kind, at, await request.text()))
        return web.json_response({}, status=202)
