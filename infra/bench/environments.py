"""Virtual environments under build/bench/, apart from the product's: other runtimes and Lambda's client."""

import sys
from pathlib import Path

from infra.bench.cache import FOLDER, digest
from infra.bench.measurement import NotMeasured
from infra.bench.processes import run
from infra.packaging.functions import ROOT

PRODUCT = "product"
"""The name of the environment that this process runs in."""

_failed: dict[str, NotMeasured] = {}
"""Errors by environment, so that a failed installation is tried once a run."""


def python_of(environment: str) -> Path:
    """Return the interpreter of an environment, which requirements/bench/ pins.

    It is installed when it is absent or its pins have changed. Raise NotMeasured if that fails.
    """
    if environment == PRODUCT:
        return Path(sys.executable)
    if environment in _failed:
        raise _failed[environment]
    lock, folder = ROOT / "requirements" / "bench" / f"{environment}.txt", FOLDER / environment
    python, stamp, wanted = folder / "bin" / "python", folder / "lock.digest", digest(lock)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {lock.name} into {folder.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
        pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        try:
            run([sys.executable, "-m", "venv", "--clear", folder])
            run([*pip, "--require-hashes", "--only-binary=:all:", "--requirement", lock])
        except NotMeasured as e:
            _failed[environment] = e
            raise
        stamp.write_text(wanted)
    return python
