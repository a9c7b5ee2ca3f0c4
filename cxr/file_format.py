"""What a file is, by its first bytes and, for a JPEG, by its markers: before any pixel is decoded."""

import re

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"

_OTHER_PICTURES = re.compile(
    rb"GIF8|BM|II[*+]\0|MM\0[*+]|\0\0\0\x0cj(P  |XL )|\xff\x4f\xff\x51|\xff\x0a|P[1-6]\s"
    rb"|.{4}ftyp(heic|heix|mif1|avif)|RIFF.{4}WEBP|.{128}DICM",
    re.DOTALL,
)

_LOSSLESS_OR_ARITHMETIC = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0), 0xF7}
"""Start-of-frame markers of JPEG's kinds that are not decoded here, JPEG-LS among them."""

_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")

_MAX_SCANS = 64
"""Progressive encoders write about ten. Thousands fit in a small file and take minutes to decode."""

_DEEP_COLOUR = {2, 4, 6}
"""PNG colour types whose 16-bit samples Pillow cuts to their upper byte."""


def why_unreadable(data: bytes) -> RefusalReason:
    """Tell a damaged JPEG or PNG, and a picture of another format, from what is no picture."""
    if data.startswith((_JPEG, _PNG)):
        return RefusalReason.CORRUPT
    if _OTHER_PICTURES.match(data):
        return RefusalReason.UNSUPPORTED_FORMAT
    return RefusalReason.NOT_AN_IMAGE


def is_png_of_deep_colour(data: bytes) -> bool:
    """Whether this is a PNG of 16 bits a sample and more than one channel."""
    return data.startswith(_PNG) and len(data) > 25 and data[24] == 16 and data[25] in _DEEP_COLOUR


def check_jpeg(data: bytes) -> None:
    """Follow the markers of a JPEG to its end.

    Raises FilmRefused: CORRUPT for one that has no end or an absurd number of scans,
    UNSUPPORTED_FORMAT for 12-bit, lossless and arithmetic-coded ones. Another file passes.
    """
    if not data.startswith(_JPEG):
        return
    at, scans = 2, 0
    while found := _NEXT_MARKER.search(data, at):
        marker, at = found[1][0], found.end()
        if marker == 0xD9:
            return
        _check_frame(marker, data[at + 2 : at + 3])
        scans += marker == 0xDA
        if scans > _MAX_SCANS:
            raise FilmRefused(RefusalReason.CORRUPT, f"more than {_MAX_SCANS} scans")
        at += int.from_bytes(data[at : at + 2]) if marker != 0x01 else 0
    raise FilmRefused(RefusalReason.CORRUPT, "no end of image")


def _check_frame(marker: int, precision: bytes) -> None:
    baseline_or_progressive = marker in {0xC0, 0xC1, 0xC2}
    if marker in _LOSSLESS_OR_ARITHMETIC or (baseline_or_progressive and precision != b"\x08"):
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, f"JPEG frame {marker:#x}")
