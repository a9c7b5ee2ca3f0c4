"""The peers' own virtual environments under build/bench/: the product's never sees them."""

import hashlib
import subprocess
import sys
from pathlib import Path

from infra.bench.measuring import NotMeasured
from infra.packaging.functions import ROOT

FOLDER = ROOT / "build" / "bench"
LOCKS = {
    "peers": ROOT / "requirements" / "bench.txt",
    "tflite": ROOT / "requirements" / "bench-tflite.txt",
    "lambda": ROOT / "requirements" / "bench-lambda.txt",
}
_failed: dict[str, str] = {}
"""Reasons by environment, so that what cannot be installed is tried once a run."""

PRODUCT = "product"
"""The name of the environment that this runs in."""


class CannotInstall(NotMeasured):
    """A peer cannot be had on this machine."""


def python_of(environment: str) -> Path:
    """The interpreter of an environment, made now if it is not there. Raises CannotInstall."""
    if environment == PRODUCT:
        return Path(sys.executable)
    if environment in _failed:
        raise CannotInstall(_failed[environment])
    lock, folder = LOCKS[environment], FOLDER / environment
    stamp = folder / "lock.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {lock.name} into {folder.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
        try:
            _install(lock, folder)
        except CannotInstall as e:
            _failed[environment] = str(e)
            raise
        stamp.write_text(wanted)
    return folder / "bin" / "python"


def _install(lock: Path, folder: Path) -> None:
    _run(sys.executable, "-m", "venv", "--clear", str(folder))
    _run(
        *(str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
        *("--require-hashes", "--only-binary=:all:", "--requirement", str(lock)),
    )


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotInstall(last_error(done.stderr))


def last_error(output: str) -> str:
    """The last line of a program's complaint that says what is wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["no reason given"])[-1]
