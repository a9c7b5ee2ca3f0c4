"""Runs a module of this package in a process of its own on one core, and takes the JSON that it prints."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from infra.packaging.functions import ROOT


def run_module(module: str, *arguments: object, core: int) -> dict[str, Any]:
    """What ``python -m infra.bench.<module>`` says. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-m", f"infra.bench.{module}", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=on_core(core),
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def on_core(*cores: int) -> Callable[[], None]:
    """What keeps a process that is about to start on these cores."""
    return lambda: os.sched_setaffinity(0, cores)
