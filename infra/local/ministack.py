"""Starts and stops MiniStack, the local AWS emulator."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from infra.local.settings import REGION, ROOT, LocalStackError, Settings

PYTHON = ROOT / ".local" / "ministack" / "bin" / "python"
_START_SECONDS = 120
_STOP_SECONDS = 60


class MiniStack:
    """A MiniStack process with its state in the stack's folder: on loopback only, IAM enforced."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the id of the server process, the parent of every Lambda worker.

        Raise LocalStackError if MiniStack is not running.
        """
        if self._process is None:
            raise LocalStackError("MiniStack is not running.")
        return self._process.pid

    @property
    def log(self) -> Path:
        """Return the path of the log file of MiniStack and of the functions."""
        return self._settings.state / "ministack.log"

    def start(self) -> None:
        """Start MiniStack and wait until it is ready. Raise LocalStackError if it does not start."""
        if not PYTHON.exists():
            raise LocalStackError("MiniStack is not installed: run `make run`, which installs it.")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [PYTHON, "-m", "ministack"],
                env=self._environment(),
                cwd=self._settings.state,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C must not reach MiniStack: LocalStack stops it, so that it can write its state.
                start_new_session=True,
            )
        self._pid_file.write_text(str(self._process.pid))
        self._wait_until_ready(self._process)

    def stop_orphan(self) -> None:
        """Stop the MiniStack of an earlier stack that was killed, so that it writes its state.

        Call this with the state locked: then no running stack can own the process.
        """
        if not self._pid_file.exists():
            return
        pid = int(self._pid_file.read_text())
        if _is_ministack(pid):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while _is_ministack(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        self._pid_file.unlink()

    def stop(self) -> None:
        """Stop MiniStack with SIGTERM, on which it writes its state."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    @property
    def _pid_file(self) -> Path:
        return self._settings.state / "ministack.pid"

    def _environment(self) -> dict[str, str]:
        state = self._settings.state
        # Lambda workers unpack their code here, and a killed worker leaves it behind.
        temporary = state / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        return self._settings.environment() | {
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._settings.aws_port),
            # Addresses that MiniStack returns, such as queue URLs, must resolve everywhere.
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(state / "aws"),
            "S3_DATA_DIR": str(state / "s3"),
            "TMPDIR": str(temporary),
        }

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise LocalStackError(f"MiniStack did not start; see {self.log}.")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._settings.aws_endpoint}/_ministack/ready", timeout=1):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            return False


def _is_ministack(pid: int) -> bool:
    """Return whether `pid` is this checkout's MiniStack: the system reuses process ids."""
    command = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return command.stdout.startswith(str(PYTHON))
