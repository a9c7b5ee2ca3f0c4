"""Calls a function in a process of its own, where no other work has used memory or warmed a cache.

`python -m infra.bench.isolated MODULE FUNCTION ARGUMENTS` is that process.
"""

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from infra.bench.processes import run

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
    printed = run([python, "-m", __name__, *call], os.environ | _ONE_THREAD, cores={core})
    returned: T = json.loads(printed.splitlines()[-1])
    return returned


def main() -> None:
    """Call the function, and print what it returns."""
    module, function, arguments = sys.argv[1:]
    print(json.dumps(getattr(import_module(module), function)(*json.loads(arguments))))


if __name__ == "__main__":
    main()
