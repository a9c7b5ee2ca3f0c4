"""Settings of a local stack: its state folder, its two ports and its environment."""

import os
import socket
from argparse import ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).parent / "samples"

# MiniStack's root credentials. They give access to a server on loopback and to nothing else.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
REGION = "eu-central-1"

# Tools need HOME and PATH. No other variable of the user, such as real AWS credentials, reaches the stack.
_INHERITED = ("HOME", "PATH", "LANG", "LC_ALL")


class LocalStackError(Exception):
    """The stack cannot run. The message is one sentence for the user who started it."""


@dataclass(frozen=True)
class Settings:
    """A stack's state folder, the port of the application and the port of the AWS services."""

    state: Path = ROOT / ".local"
    port: int = 8000
    aws_port: int = 4566

    @property
    def origin(self) -> str:
        """Return the address that users open."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def aws_endpoint(self) -> str:
        """Return the address of all AWS services, for browsers, functions and scripts alike."""
        return f"http://127.0.0.1:{self.aws_port}"

    def environment(self) -> dict[str, str]:
        """Return the environment of every process of the stack."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return inherited | CREDENTIALS | {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


def port_number(text: str) -> int:
    """Parse a port of the command line. Raise ArgumentTypeError unless it is from 1 to 65535."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text!r} is not a port: use a number from 1 to 65535")
    return int(text)


def free_port() -> int:
    """Return a loopback port that is unused at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int, variable: str) -> None:
    """Raise LocalStackError if `port` is in use; `variable` is the make variable that sets the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalStackError(
                f"Port {port} is in use, perhaps by another `make run`: stop it, or choose another port"
                f" with `make run {variable}=…`."
            ) from error
