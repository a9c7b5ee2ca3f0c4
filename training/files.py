"""Atomic writes, and checks of a folder before the work that fills it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.errors import TrainingError


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a file beside ``path``, with the same suffix, that replaces ``path`` at the end.

    If writing fails or is interrupted, ``path`` is unchanged and the other file is removed. An OSError
    always names the file: the error of a full disk does not by itself.
    """
    partial = path.with_name(f"{path.stem}.partial{path.suffix}")
    try:
        yield partial
        partial.replace(path)
    except OSError as e:
        if e.filename is None:
            e.filename = str(path)
        raise
    finally:
        partial.unlink(missing_ok=True)


def require_space(folder: Path, needed: int) -> None:
    """Raise TrainingError if the disk of ``folder`` has fewer than ``needed`` bytes free.

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
    """Make the folder and write to it. Raise TrainingError with the name of its ``option`` if that fails."""
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
