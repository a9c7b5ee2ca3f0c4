"""Files that are there whole or not at all, and folders that can take what is to be written."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.errors import TrainingError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside ``path`` to write to, of the same ending; it takes the place of ``path`` at the end.

    Where writing fails or is interrupted, ``path`` stays as it was and nothing is left beside it. An
    OSError names the file: that of a full disk does not by itself.
    """
    beside = path.with_name(f"{path.stem}.partial{path.suffix}")
    try:
        yield beside
        beside.replace(path)
    except OSError as e:
        if e.filename is None:
            e.filename = str(path)
        raise
    finally:
        beside.unlink(missing_ok=True)


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
