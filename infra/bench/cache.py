"""Files and folders under build/bench/ that are made once."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from infra.packaging.functions import ROOT

FOLDER = ROOT / "build" / "bench"


def cached(path: Path, make: Callable[[Path], object]) -> Path:
    """Return ``path``. If it is absent, ``make`` writes it under another name first, so that it is whole."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.part")
        make(unfinished)
        unfinished.rename(path)
    return path


def digest(*sources: Path) -> str:
    """Return a name for what is made from these files: when they change, it is made again."""
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
