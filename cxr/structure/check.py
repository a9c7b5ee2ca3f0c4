"""Bounds on the structure of a picture file, before Pillow sees it."""

from collections.abc import Callable

from cxr.file_format import FileFormat
from cxr.structure.bitmap import check_bitmap
from cxr.structure.chunks import count_png_chunks, count_riff_chunks
from cxr.structure.directory import count_directory_values

_CHECKS: dict[FileFormat, Callable[[bytes], object]] = {
    FileFormat.PNG: count_png_chunks,
    FileFormat.WEBP: count_riff_chunks,
    FileFormat.TIFF: count_directory_values,
    FileFormat.BMP: check_bitmap,
}
"""``cxr.jpeg`` and ``cxr.dicom`` count while they follow the markers and fragments that they need."""


def check_structure(data: bytes, file_format: FileFormat) -> None:
    """Raise FilmRefused for a file with so many parts, or such parts, that a decoder would take too long.

    Each check is linear in the number of parts, and stops at one too many.
    """
    if check := _CHECKS.get(file_format):
        check(data)
