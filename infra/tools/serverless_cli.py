"""The `serverless` command of this checkout, one call at a time."""

import fcntl
import subprocess
from typing import Any

from infra.packaging.functions import ROOT
from infra.packaging.libraries import CACHE

_COMMAND = ROOT / "node_modules" / ".bin" / "serverless"


def serverless(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[Any]":  # noqa: ANN401
    """Runs it in the checkout's root; `options` are those of `subprocess.run`.

    Whatever folder it is told, it first assembles in .serverless/: two calls at once would deploy each
    other's template, so they take turns.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "serverless.lock").open("wb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return subprocess.run([str(_COMMAND), *arguments], cwd=ROOT, **options)  # noqa: PLW1510 - the caller says
