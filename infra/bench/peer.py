"""A runtime in a process and an environment of its own, which runs a network when it is told to."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from infra.bench.environments import CannotInstall, last_error, python_of
from infra.bench.measuring import Times
from infra.packaging.functions import ROOT

# For libraries that look at the environment instead of being told.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}


@dataclass(frozen=True, slots=True)
class Contender:
    """A runtime, its environment, and what it runs in which precision.

    ``runtime`` is a module of ``infra.bench.peers``; ``label`` is what a reader calls it.
    """

    label: str
    precision: str
    environment: str
    runtime: str
    file: Path


class Peer:
    """A contender at work on one core. To be used as a context."""

    def __init__(self, contender: Contender, size: int, core: int) -> None:
        """Load the network. Raises CannotInstall, for a runtime that cannot load it as well."""
        python, worker = python_of(contender.environment), ("-m", "infra.bench.peers.worker")
        what = (contender.runtime, str(contender.file), contender.precision, str(size), str(core))
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed when the peer is left)
        self._process = subprocess.Popen(
            [python, *worker, *what],
            cwd=ROOT,
            env=os.environ | _ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            bufsize=1,
        )
        self.version: str = self._answer()

    def run(self, films: int) -> Times:
        """The milliseconds of so many films, one after the other."""
        self._process.stdin.write(f"{films}\n")  # type: ignore[union-attr]  # a pipe, by what is above
        times: Times = self._answer()
        return times

    def _answer(self) -> Any:  # noqa: ANN401 (JSON)
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        if line:
            return json.loads(line)
        self._process.wait()
        self._complaints.seek(0)
        raise CannotInstall(last_error(self._complaints.read()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._complaints.close()
