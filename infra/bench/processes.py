"""Runs commands in processes of their own, on chosen cores."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from infra.bench.measurement import NotMeasured
from infra.packaging.functions import ROOT

T = TypeVar("T")

# For libraries that take their number of threads from the environment.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}


def run_isolated(
    function: Callable[..., T], *arguments: object, core: int, python: str | Path = sys.executable
) -> T:
    """Return what a function of a module returns, called in a new process on one core.

    Arguments and result travel as JSON: the function gets a path as text. Raise NotMeasured with its error if
    it fails.
    """
    call = (function.__module__, function.__name__, json.dumps(arguments, default=str))
    output = run([python, "-m", "infra.bench.isolated", *call], os.environ | _ONE_THREAD, core=core)
    printed: T = json.loads(output.splitlines()[-1])
    return printed


def run(
    command: list[object],
    environment: Mapping[str, str] = os.environ,
    folder: Path = ROOT,
    core: int | None = None,
) -> str:
    """Return what a command prints. Raise NotMeasured with its error if it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=None if core is None else on_cores(core),
    )
    if done.returncode != 0:
        raise NotMeasured(last_error(done.stderr))
    return done.stdout


def on_cores(*cores: int) -> Callable[[], None]:
    """Return a ``preexec_fn`` that keeps a new process on these cores."""
    return lambda: os.sched_setaffinity(0, cores)


def last_error(output: str) -> str:
    """Return the last line of a program's output that names an error, or else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["no reason given"])[-1]
