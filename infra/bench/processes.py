"""Runs commands in processes of their own, on chosen cores."""

import os
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from infra.bench.measurement import NotMeasured
from infra.packaging.functions import ROOT


def run(
    command: Sequence[object],
    environment: Mapping[str, str] = os.environ,
    folder: Path = ROOT,
    cores: Collection[int] | None = None,
) -> str:
    """Return what a command prints. Raise NotMeasured with its error if it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=None if cores is None else lambda: os.sched_setaffinity(0, cores),
    )
    if done.returncode != 0:
        raise NotMeasured(last_error(done.stderr))
    return done.stdout


def last_error(output: str) -> str:
    """Return the last line of a program's output that names an error, or else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["no reason given"])[-1]
