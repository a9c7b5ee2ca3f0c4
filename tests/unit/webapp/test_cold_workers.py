"""A ward that opens the pages at once: each cold worker answers soon, whatever Cognito's quotas are.

Simulated: AWS with its quotas, the way to it, and the time that passes while a worker waits to try again.
Each worker is an app built afresh by the product's own start-up code. Its own time is that of the processor.
Loading Python and the modules, which Lambda does before, is not in it.
"""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from tests.unit.webapp.support.fake_cognito import CLIENT, POOL, SECRET
from tests.unit.webapp.support.stand_in_aws import connect, refusal, response, service
from webapp import services
from webapp.app import create_app
from webapp.settings import Settings

WORKERS = 110
"""Ten people with an empty cache, by eleven requests each."""

PER_SECOND = {"cognito-idp": 5, "secretsmanager": 10_000}
"""What AWS answers in a second: descriptions of a client, and secrets. DynamoDB has no such limit here."""

WAY = 0.05
"""Seconds from a worker to AWS and back."""


class Aws:
    """Services with quotas, asked by workers that all start at second 0. It counts calls by second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.asked: Counter[tuple[str, int]] = Counter()
        monkeypatch.setattr("botocore.endpoint.time.sleep", self.wait)
        connect(self.answer, monkeypatch)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.now += WAY
        asked = (service(request), int(self.now))
        self.asked[asked] += 1
        if self.asked[asked] > PER_SECOND.get(asked[0], WORKERS * 10):
            return refusal(request, "TooManyRequestsException")
        return response(request, 200, {"SecretString": SECRET, "UserPoolClient": {"ClientSecret": SECRET}})

    def calls_of(self, name: str) -> int:
        return sum(count for (asked, _), count in self.asked.items() if asked == name)


@pytest.fixture
def no_garbage_of_others() -> Iterator[None]:
    """Leave out of a worker's time what other tests of this process have left to the garbage collector."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def compiled_once() -> None:
    """Let each worker compile its own routes and templates: that is part of its time."""


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    return Aws(monkeypatch)


@pytest.mark.usefixtures("no_garbage_of_others")
def test_a_ward_that_comes_at_once_waits_two_seconds_at_most(settings: Settings, aws: Aws) -> None:
    seconds = []
    for _ in range(WORKERS):
        aws.now, began = 0.0, time.thread_time()
        app = create_app(settings)
        browser = app.test_client()
        page = browser.get("/log-in", base_url="https://localhost")
        style = browser.get(f"{app.static_url_path}/css/base.css", base_url="https://localhost")
        assert (page.status_code, style.status_code) == (200, 200)
        seconds.append(aws.now + time.thread_time() - began)
    assert max(seconds) <= 2
    assert (aws.calls_of("cognito-idp"), aws.calls_of("secretsmanager")) == (0, WORKERS)


def test_the_same_ward_would_wait_for_long_if_workers_asked_cognito(settings: Settings, aws: Aws) -> None:
    seconds, failures = [], 0
    for _ in range(WORKERS):
        aws.now = 0.0
        cognito = boto3.client("cognito-idp", config=services._PERSISTENT)
        try:
            cognito.describe_user_pool_client(UserPoolId=POOL, ClientId=CLIENT)
        except ClientError:
            failures += 1
        seconds.append(aws.now)
    assert max(seconds) > 2
    assert failures
