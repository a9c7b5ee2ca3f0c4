"""Whether a folder can take what is about to be written to it: asked before the work, not after."""

import shutil
import tempfile
from pathlib import Path

from training.errors import TrainingError


def require_space(folder: Path, needed: int) -> None:
    """Raise TrainingError where ``needed`` bytes do not fit on the disk of ``folder``.

    The folder need not exist yet.
    """
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise TrainingError(
            f"{folder} has {_megabytes(free)} free and {_megabytes(needed)} are needed; "
            "make room there, or choose another folder"
        )


def require_writable(folder: Path, option: str) -> None:
    """Make the folder and try it. Raises TrainingError naming the ``option`` that chose it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as e:
        raise TrainingError(
            f"{option} {folder} cannot be written ({e.strerror}); choose another folder"
        ) from e


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
