"""Answers that take the same time whatever was found, so that their timing tells nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import floor

STEP_SECONDS = 1.0
"""Longer than Cognito needs to create an account or send a code, so that most answers fall on the
first step; short enough to wait for."""


@dataclass(frozen=True)
class EvenPace:
    """Stretches what runs inside to a whole number of steps."""

    step: float = STEP_SECONDS
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    @contextmanager
    def __call__(self, *, failures_only: bool = False) -> Iterator[None]:
        """Leave no earlier than the next full step; with ``failures_only``, a success leaves at once."""
        start = self.clock()
        failed = True
        try:
            yield
            failed = False
        finally:
            if failed or not failures_only:
                elapsed = self.clock() - start
                self.sleep((floor(elapsed / self.step) + 1) * self.step - elapsed)
