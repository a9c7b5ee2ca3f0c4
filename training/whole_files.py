"""Files that are there whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
