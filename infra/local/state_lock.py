"""A file lock: one stack at a time may use a state folder."""

import fcntl
import os
import time
from pathlib import Path

from infra.local.settings import LocalStackError

# A stack that is stopping needs some seconds to write its state.
_TIMEOUT_SECONDS = 15


class StateLock:
    """An exclusive lock on a state folder. The system releases it when the process ends."""

    def __init__(self, state: Path) -> None:
        self._path = state / "lock"
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, and wait for a stack that is stopping. Raise LocalStackError if it stays locked."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    os.close(descriptor)
                    message = f"Another stack uses {self._path.parent}: stop it first."
                    raise LocalStackError(message) from error
                time.sleep(0.1)
            else:
                self._descriptor = descriptor
                return

    def release(self) -> None:
        """Release the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
