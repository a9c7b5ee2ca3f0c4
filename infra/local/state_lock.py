"""One stack at a time may use a folder of state."""

import fcntl
import os
import time
from pathlib import Path

from infra.local.settings import LocalStackError

# A stack that was told to stop needs a moment to write its state.
_SECONDS = 15


class Ownership:
    """A claim on a folder that ends with the process, however that ends."""

    def __init__(self, state: Path) -> None:
        self._path = state / "lock"
        self._descriptor: int | None = None

    def claim(self) -> None:
        """Waits a little for an owner that is about to leave. Raises LocalStackError when it stays."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + _SECONDS
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
        """Lets the next one in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
