"""What a page asks of Cognito and AWS while a person waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import botocore.endpoint
import pytest

from tests.unit.webapp.support.fake_cognito import FakeCognito

Times = dict[tuple[str, bool], float]
"""Seconds that Cognito takes: by operation, and by whether the address has an account."""


class TimedCognito(FakeCognito):
    """A user pool that says how long it would have taken, instead of taking it."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self.times = times
        self.taken = 0.0
        self.asked: list[str] = []

    def _begin(self, operation: str, call: dict[str, Any]) -> None:
        self.asked.append(operation)
        self.taken += self.times.get((operation, call["Username"] in self.users), 0)
        super()._begin(operation, call)


@contextmanager
def calls_of_aws(patch: pytest.MonkeyPatch, cognito: TimedCognito) -> Iterator[Callable[[], list[str]]]:
    """Give a function that returns the operations called since it was called last, in their order."""
    real = botocore.endpoint.Endpoint.make_request

    def listen(endpoint: Any, model: Any, request: Any) -> Any:
        cognito.asked.append(model.name)
        return real(endpoint, model, request)

    def since() -> list[str]:
        asked, cognito.asked = cognito.asked, []
        return asked

    with patch.context() as patched:
        patched.setattr(botocore.endpoint.Endpoint, "make_request", listen)
        yield since
