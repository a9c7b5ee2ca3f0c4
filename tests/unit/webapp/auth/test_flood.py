"""Fifty wrong log-ins at once do not stop a film, on a new AWS account that runs ten functions at a time.

Simulated: the throttle of API Gateway with the figures of serverless.yml, and the account's ten executions.
The log-ins are the product's own. Cognito answers none of them before the films are through, the worst case.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
import yaml
from flask import Flask

from infra.local.settings import ROOT
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import TOKEN, Visitor

LOG_INS = 50
SECONDS = 60
"""Time after which a log-in that hangs is a failure."""


class HeldCognito(FakeCognito):
    """A user pool that answers no log-in before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Semaphore(0)
        self.let_go = threading.Event()

    def admin_initiate_auth(self, **call: Any) -> dict[str, Any]:
        self.asked.release()
        assert self.let_go.wait(SECONDS)
        return super().admin_initiate_auth(**call)


class Executions:
    """The functions that an account may run at once. A throttled one does not run."""

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Give whether there was one, until the block ends."""
        is_free = self._free.acquire(blocking=False)
        try:
            yield is_free
        finally:
            if is_free:
                self._free.release()


@pytest.fixture
def cognito() -> HeldCognito:
    return HeldCognito()


@pytest.fixture
def template() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load((ROOT / "serverless.yml").read_text())
    return written


def _burst(template: dict[str, Any]) -> int:
    """Return how many log-ins API Gateway lets through at the same moment."""
    (extensions,) = (part["extensions"] for part in template["resources"] if "extensions" in part)
    settings = extensions["HttpApiStage"]["Properties"]["RouteSettings"]
    return int(settings["POST /log-in"]["ThrottlingBurstLimit"])


def test_fifty_wrong_log_ins_at_once_leave_a_worker_for_each_film(
    app: Flask, cognito: HeldCognito, template: dict[str, Any]
) -> None:
    defaults = template["params"]["default"]
    executions = Executions(defaults["accountConcurrency"])
    films = defaults["maximumConcurrency"] + defaults["inboxConcurrency"]
    burst = _burst(template)

    def log_in(number: int) -> int:
        if number >= burst:
            return 429
        visitor = Visitor(app)
        token = TOKEN.search(visitor.get("/log-in").text)
        assert token
        with executions.one() as runs:
            if not runs:
                return 503
            data = {"email": f"{number}@example.org", "password": "x", "csrf_token": unescape(token[1])}
            return visitor.client.post("/log-in", base_url=visitor.base, data=data).status_code

    with ThreadPoolExecutor(LOG_INS) as strangers:
        answers: list[Future[int]] = [strangers.submit(log_in, number) for number in range(LOG_INS)]
        try:
            for _ in range(burst):
                assert cognito.asked.acquire(timeout=SECONDS)
            # Every log-in that came through now holds its worker.
            assert _films_that_run(executions, films) == films
        finally:
            cognito.let_go.set()
    assert sorted(answer.result() for answer in answers) == [200] * burst + [429] * (LOG_INS - burst)


def _films_that_run(executions: Executions, films: int) -> int:
    if not films:
        return 0
    with executions.one() as runs:
        return runs + _films_that_run(executions, films - 1)
