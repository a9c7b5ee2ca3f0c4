"""Lambda's Runtime API on loopback: hands events to a function's runtime client and takes its answers.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import queue
import subprocess
import threading
import time
from typing import Any, NamedTuple

from infra.bench.loopback import Handler, Server
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


class RuntimeApi(Server):
    """One function's API. To be used as a context."""

    def __init__(self) -> None:
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._moments: queue.Queue[Moment] = queue.Queue()
        super().__init__(_Api, events=self._events, moments=self._moments)

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

    def end_with(self, process: subprocess.Popen[bytes]) -> None:
        """Let whoever waits know when ``process`` is over."""

        def tell() -> None:
            status = process.wait()
            self._moments.put(Moment("end", time.monotonic(), f"ended with status {status}".encode()))

        threading.Thread(target=tell, daemon=True).start()


class _Api(Handler):
    events: "queue.Queue[dict[str, Any]]"
    moments: "queue.Queue[Moment]"

    def do_GET(self) -> None:  # noqa: N802 (the name that http.server calls)
        self.moments.put(Moment("next", time.monotonic(), b""))
        # Lambda's client counts on each of these, and dies without.
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + 30) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": _ARN,
        }
        self.answer(200, json.dumps(self.events.get()).encode(), headers)

    def do_POST(self) -> None:  # noqa: N802 (the name that http.server calls)
        at = time.monotonic()
        body = self.body()
        self.answer(202, b"{}", {})
        kind = "response" if self.path.endswith("/response") else "error"
        self.moments.put(Moment(kind, at, body))
