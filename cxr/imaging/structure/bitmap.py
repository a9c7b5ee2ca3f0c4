"""Run-length encoded BMP files: Pillow decodes these alone in Python."""

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

MAX_ENCODED, MAX_PIXELS = 6_000_000, 12_000_000
"""Bytes and pixels that are decoded within 2 s."""

_INFO_HEADER = 40
_RUN_LENGTH_ENCODED = {1, 2}


def check_bitmap(data: bytes) -> None:
    """Raise FilmRefused (UNSUPPORTED_FORMAT) for a run-length encoded file that takes too long to decode."""
    header = int.from_bytes(data[14:18], "little")
    if header < _INFO_HEADER or int.from_bytes(data[30:34], "little") not in _RUN_LENGTH_ENCODED:
        return
    width, height = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (18, 22))
    if len(data) > MAX_ENCODED or abs(width * height) > MAX_PIXELS:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "run-length encoded BMP")
