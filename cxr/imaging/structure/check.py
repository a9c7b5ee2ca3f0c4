"""Bounds on the structure of a picture file, before Pillow sees it."""

from collections.abc import Callable

from cxr.imaging.file_format import FileFormat
from cxr.imaging.structure.bitmap import check_bitmap
from cxr.imaging.structure.chunks import count_png_chunks, count_riff_chunks
from cxr.imaging.structure.directory import count_directory_values

_CHECKS: dict[FileFormat, Callable[[bytes], object]] = {
    FileFormat.PNG: count_png_chunks,
    FileFormat.WEBP: count_riff_chunks,
    FileFormat.TIFF: count_directory_values,
    FileFormat.BMP: check_bitmap,
}
"""``jpeg_markers`` and ``cxr.imaging.dicom`` count markers and fragments themselves, as they follow them."""


def check_structure(data: bytes, file_format: FileFormat) -> None:
    """Raise FilmRefused for a file with so many parts, or such parts, that a decoder would take too long.

    Each check is linear in the number of parts, and stops at one too many.
    """
    if check := _CHECKS.get(file_format):
        check(data)
