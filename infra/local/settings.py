"""Where a laptop stack lives: its folder and its two addresses."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).parent / "samples"

# MiniStack's own root credentials. They open a server on loopback and nothing else.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
REGION = "eu-central-1"

# HOME and PATH let tools find their settings and each other; nothing else of the user's environment, such as
# real AWS credentials, reaches the stack.
_INHERITED = ("HOME", "PATH", "LANG", "LC_ALL")


class LocalStackError(Exception):
    """The stack cannot run; the message is one sentence for whoever started it."""


@dataclass(frozen=True)
class Settings:
    """A stack's folder, the port of the application and the port of the AWS services."""

    state: Path = ROOT / ".local"
    port: int = 8000
    aws_port: int = 4566

    @property
    def origin(self) -> str:
        """The address people open."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def aws_endpoint(self) -> str:
        """The address of S3, Cognito and the others, as browsers, functions and scripts reach it."""
        return f"http://127.0.0.1:{self.aws_port}"

    def environment(self) -> dict[str, str]:
        """The environment of every process of the stack."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return inherited | CREDENTIALS | {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int, variable: str) -> None:
    """Raises LocalStackError when `port` is taken; `variable` is the make variable that chooses another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalStackError(
                f"Port {port} is in use, perhaps by another `make run`: stop it, or choose another port"
                f" with `make run {variable}=…`."
            ) from error
