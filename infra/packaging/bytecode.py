"""Compiles a package's modules ahead: Lambda cannot keep what it compiles, and would at every cold start."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from infra.packaging.errors import PackagingError
from infra.packaging.targets import Target

# Where Lambda unpacks a package, so that no path of the machine that built it is left in the bytecode.
_TASK_ROOT = "/var/task"


def compiler_version(target: Target) -> str | None:
    """Return the version of the Python that compiles for `target`, or None if none runs on this machine."""
    found = shutil.which(target.python)
    return _version(found) if found else None


def compile_modules(folder: Path, target: Target) -> None:
    """Put bytecode beside every module in `folder`, or do nothing if `target`'s Python is missing.

    The same modules give the same bytes wherever `folder` lies. Raise PackagingError if one does not compile.
    """
    if compiler_version(target) is None:
        return
    command = [
        # Without site-packages and the current folder, which could shadow modules of the compiler.
        *(target.python, "-P", "-S", "-m", "compileall", "-q", "-f"),
        # Zips hold no true times, by which Python would otherwise tell whether bytecode is up to date.
        *("--invalidation-mode", "unchecked-hash"),
        *("-s", str(folder), "-p", _TASK_ROOT, str(folder)),
    ]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # Sets among the constants are written in the order of their hashes.
    environment = own | {"PYTHONHASHSEED": "0"}
    finished = subprocess.run(command, env=environment, check=False, stdout=sys.stderr)
    if finished.returncode != 0:
        raise PackagingError(f"Some modules do not compile for {target.name}; the messages stand above.")


@cache
def _version(python: str) -> str | None:
    """Return what `python -V` prints, or None if it fails.

    A pyenv shim may be on the PATH with no such Python behind it.
    """
    finished = subprocess.run([python, "-V"], check=False, capture_output=True, text=True)
    return finished.stdout.strip() if finished.returncode == 0 else None
