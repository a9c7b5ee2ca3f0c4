"""Runs this checkout's `serverless` command, one call at a time."""

import fcntl
import subprocess
from typing import Any

from infra.packaging.functions import ROOT
from infra.packaging.libraries import CACHE

_COMMAND = ROOT / "node_modules" / ".bin" / "serverless"


def serverless(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[Any]":  # noqa: ANN401
    """Run `serverless` in the root of the checkout; `options` are those of `subprocess.run`.

    `serverless` assembles its template in .serverless/ even when another folder is given. Two calls at
    once would deploy each other's template, so a file lock makes them wait for each other.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "serverless.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return subprocess.run([str(_COMMAND), *arguments], cwd=ROOT, **options)  # noqa: PLW1510 - the caller passes `check`
