"""A transcript: commands with what they print, and the prose between them."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_LONGEST = 24
"""Lines of output that are shown of one command; the rest is counted."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class CommandFailed(Exception):
    """A command of the transcript did not end as it must; the message contains what it printed."""


@dataclass
class Transcript:
    """Runs commands in ``folder`` and keeps what is seen. ``hidden``: texts, and what is written for them."""

    folder: Path
    environment: Mapping[str, str]
    hidden: dict[str, str] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._lines += ["", f"## {text}"]
        print(f"\n{text}", flush=True)

    def say(self, text: str) -> None:
        """Add a paragraph."""
        self._lines += ["", text]

    def run(self, command: str, *, expected: int = 0) -> str:
        """Run a command, show it and its output. Return the output.

        Raise CommandFailed for another exit status than ``expected``.
        """
        print(f"$ {command}", flush=True)
        done = self._done(command)
        output = _COLOUR.sub("", done.stdout)
        if done.returncode != expected:
            raise CommandFailed(f"{command}: status {done.returncode}\n{output}")
        self.show(command, output)
        return output

    def succeeds(self, command: str) -> bool:
        """Return whether a command succeeds, without showing it."""
        return self._done(command).returncode == 0

    def show(self, command: str, output: str) -> None:
        """Show a command with its output, without empty lines and what only this machine has."""
        for text, name in self.hidden.items():
            output = output.replace(text, name)
        lines = [line.rstrip() for line in output.splitlines() if line.strip()]
        if len(lines) > _LONGEST:
            lines = [*lines[:_LONGEST], f"… {len(lines) - _LONGEST} lines more"]
        self._lines += ["", "```console", f"$ {command}", *lines, "```"]

    def _done(self, command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self.folder,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def text(self) -> str:
        """Return the transcript as Markdown."""
        return "\n".join(self._lines) + "\n"
