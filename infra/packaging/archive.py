"""Writes zips that are equal byte by byte when their contents are equal."""

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

# The oldest time a zip can express: real times would make equal packages look different.
_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644


def write_zip(path: Path, files: Iterable[tuple[str, Path]]) -> None:
    """Write `files`, pairs of a name in the zip and the file to read, to `path` in one step."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, source in sorted(files):
            entry = zipfile.ZipInfo(name, _TIMESTAMP)
            entry.external_attr = _REGULAR_FILE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, source.read_bytes())
    unfinished.replace(path)
