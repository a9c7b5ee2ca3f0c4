"""A part of a processor for a process, as Lambda assigns it by memory."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_VCPU_MEGABYTES = 1769
"""Memory at which a function has one vCPU (AWS Lambda developer guide, "Configure function memory")."""

_PERIOD_SECONDS = 0.02
"""As on Lambda, where a quota is a part of every 20 milliseconds."""


def vcpus(megabytes: int) -> float:
    """Return the vCPUs of a function with this memory."""
    return megabytes / _VCPU_MEGABYTES


@contextmanager
def cpu_quota(process: subprocess.Popen[bytes], share: float) -> Iterator[None]:
    """Stop the process and its group for all but ``share`` of every period; from 1 on, never.

    The process leads its group, so that the processes in which it reads films share its quota. Unlike a
    kernel's quota, time in which the process waits counts as used: a function that waits comes out a little
    slower than on Lambda.
    """
    over = threading.Event()

    def send(number: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # it has ended
            os.killpg(process.pid, number)

    def pace() -> None:
        while not over.wait(share * _PERIOD_SECONDS):
            send(signal.SIGSTOP)
            over.wait((1 - share) * _PERIOD_SECONDS)
            send(signal.SIGCONT)

    thread = threading.Thread(target=pace, daemon=True)
    if share < 1:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if share < 1:
            thread.join()
            send(signal.SIGCONT)
