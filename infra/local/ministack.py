"""The process that plays AWS."""

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
_START_SECONDS = 30
_STOP_SECONDS = 60


class MiniStack:
    """MiniStack with its state in the stack's folder; loopback only, IAM enforced."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process; each Lambda worker is a child of it."""
        if self._process is None:
            raise LocalStackError("MiniStack is not running.")
        return self._process.pid

    @property
    def log(self) -> Path:
        """What MiniStack and the functions say."""
        return self._settings.state / "ministack.log"

    def start(self) -> None:
        """Returns when MiniStack answers. Raises LocalStackError when it does not."""
        if not PYTHON.exists():
            raise LocalStackError("MiniStack is not installed: run `make run`, which installs it.")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [PYTHON, "-m", "ministack"],
                env=self._environment(),
                cwd=self._settings.state,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C belongs to the stack, which stops this process itself once its state is safe.
                start_new_session=True,
            )
        self._pid_file.write_text(str(self._process.pid))
        self._wait_until_it_answers(self._process)

    def end_orphan(self) -> None:
        """Ends the MiniStack of an earlier stack that was killed, so that its state is written after all.

        To be called by the owner of the folder: then no living stack can be the server's.
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
        """Ends MiniStack, which writes its state on SIGTERM."""
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
        # Workers unpack their code here and leave it behind when they are killed.
        temporary = state / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        return self._settings.environment() | {
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._settings.aws_port),
            # Addresses that MiniStack makes up, such as queue URLs, must resolve everywhere.
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

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise LocalStackError(f"MiniStack did not start; see {self.log}.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._settings.aws_endpoint}/_ministack/ready", timeout=1):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            return False


def _is_ministack(pid: int) -> bool:
    """Whether the process is there and ours: numbers are given to other programs again."""
    command = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return command.stdout.startswith(str(PYTHON))
