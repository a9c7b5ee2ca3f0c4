"""Which files of a folder are films."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cxr.errors import FilmRefused
from cxr.imaging.file_format import HEAD, file_format

SUFFIXES = {
    *(".dcm", ".dicom", ".dic", ".ima"),
    *(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp"),
}
"""A file that is called so is a film, even if it then turns out to be damaged."""

_DIRECTORY = "DICOMDIR"
"""The table of contents of a DICOM medium: it has the form of a film and holds none."""


def film_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are named, and for a folder the films below it, sorted, without hidden ones.

    Files of other names are opened, because DICOM files often have no telling name. A file that cannot be
    opened is listed: the reader gives the reason.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in _files_below(path) if _is_film(found))
        else:
            yield path


def _files_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path


def _is_film(path: Path) -> bool:
    if path.suffix.lower() in SUFFIXES:
        return True
    if path.name == _DIRECTORY:
        return False
    try:
        with path.open("rb") as file:
            file_format(file.read(HEAD))
    except FilmRefused:
        return False
    except OSError:
        return True
    return True
