"""Virtual environments under build/bench/, apart from the product's: other runtimes and Lambda's client."""

import sys
from pathlib import Path

from infra.bench.cache import FOLDER, digest
from infra.bench.measurement import NotMeasured
from infra.bench.processes import run
from infra.packaging.functions import ROOT

LOCKS = {
    "runtimes": ROOT / "requirements" / "bench" / "runtimes.txt",
    "tflite": ROOT / "requirements" / "bench" / "tflite.txt",
    "lambda": ROOT / "requirements" / "bench" / "lambda.txt",
}
PRODUCT = "product"
"""The name of the environment that this process runs in."""

_failed: dict[str, NotMeasured] = {}
"""Errors by environment, so that a failed installation is tried once a run."""


def python_of(environment: str) -> Path:
    """Return the interpreter of an environment, installed on first use. Raise NotMeasured if that fails."""
    if environment == PRODUCT:
        return Path(sys.executable)
    if environment in _failed:
        raise _failed[environment]
    lock, folder = LOCKS[environment], FOLDER / environment
    python, stamp = folder / "bin" / "python", folder / "lock.digest"
    wanted = digest(lock)
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
