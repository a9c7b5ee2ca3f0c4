"""A part of a processor for a process, as Lambda gives it by memory."""

import os
import signal
import subprocess
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

VCPU_MEGABYTES = 1769
"""Memory at which a function has one vCPU (AWS Lambda developer guide, "Configure function memory")."""

_PERIOD_SECONDS = 0.02
"""Lambda's, too: a share is so much of every 20 milliseconds."""


def vcpus(megabytes: int) -> float:
    """The processors that a function of so much memory has."""
    return megabytes / VCPU_MEGABYTES


class CpuShare:
    """Lets a process and its group run for ``share`` of every period, and not at all for the rest.

    To be used as a context, of a process that leads its group.

    What it waits for during its part of a period it has lost, as it does not with a quota of the kernel: a
    function that waits comes out a little slower than on Lambda.
    """

    def __init__(self, process: subprocess.Popen[bytes], share: float) -> None:
        self._process = process
        self._share = min(share, 1.0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._pace, daemon=True)

    def _pace(self) -> None:
        while not self._over.wait(self._share * _PERIOD_SECONDS):
            self._signal(signal.SIGSTOP)
            self._over.wait((1 - self._share) * _PERIOD_SECONDS)
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # it has ended
            os.killpg(self._process.pid, number)

    def __enter__(self) -> Self:
        if self._share < 1:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._share < 1:
            self._thread.join()
            self._signal(signal.SIGCONT)
