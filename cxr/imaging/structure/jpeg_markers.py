"""The markers of a JPEG or JPEG-LS stream: before any pixel is decoded."""

import re
from dataclasses import dataclass, replace

from cxr.errors import FilmRefused
from cxr.imaging.structure.limits import MAX_PARTS, too_many
from cxr.study import RefusalReason

START = b"\xff\xd8\xff"

# Neither stuffed bytes nor restart markers; in JPEG-LS a byte under 0x80 behind 0xff belongs to the data.
# One 0xff alone: with a repetition, a file of these bytes would take quadratic time.
_NEXT_MARKER = re.compile(rb"\xff([\x80-\xcf\xd8-\xfe])")

_BASELINE_OR_PROGRESSIVE = {0xC0, 0xC1, 0xC2}
JPEG_LS = 0xF7
_FRAMES = {*range(0xC0, 0xD0), JPEG_LS} - {0xC4, 0xC8, 0xCC}
"""Start-of-frame markers; the three between them define tables or are reserved."""

_END = 0xD9
_MORE_PIXELS = bytes(range(1, 255)) * 4

_MAX_SCANS = 64
"""Progressive encoders write about ten. Thousands fit in a small file and take minutes to decode."""


_MAX_STRAY = 65_536
"""Bytes that mean nothing: Pillow looks at each of them in Python before the first scan, libjpeg in one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a start-of-frame marker says; ``precision`` in bits, ``width`` and ``height`` in pixels.

    ``end``: where the stream ends, in bytes from its start.
    """

    marker: int
    precision: int
    height: int
    width: int
    channels: int
    end: int = 0

    @property
    def is_plain(self) -> bool:
        """Return whether picture files have frames of this kind: 8 bits, baseline or progressive."""
        return self.marker in _BASELINE_OR_PROGRESSIVE and self.precision == 8

    @property
    def is_lossy(self) -> bool:
        """Return whether a decoder puts mid-grey where the stream breaks off."""
        return self.marker in _BASELINE_OR_PROGRESSIVE


def frame_of(data: bytes) -> Frame:
    """Follow the markers of a stream to its end.

    Raise FilmRefused (CORRUPT) for one that has no end, not exactly one frame, or an absurd
    number of scans, markers or bytes between them.
    """
    frames: list[Frame] = []
    at, scans, stray = 2, 0, 0
    for _ in range(MAX_PARTS):
        found = _NEXT_MARKER.search(data, at)
        if not found:
            raise FilmRefused(RefusalReason.CORRUPT, "no end of image")
        # In a scan, 0xff comes twice in a row only where bytes were filled in.
        stray += data.count(b"\xff\xff", at, found.start()) if scans else found.start() - at
        if stray > _MAX_STRAY:
            raise too_many("bytes between the markers")
        marker, at = found[1][0], found.end()
        if marker == _END:
            if len(frames) != 1:
                raise FilmRefused(RefusalReason.CORRUPT, f"{len(frames)} frames")
            return replace(frames[0], end=at)
        if marker in _FRAMES:
            frames.append(_frame(marker, data[at + 2 : at + 8]))
        scans += marker == 0xDA
        if scans > _MAX_SCANS:
            raise FilmRefused(RefusalReason.CORRUPT, f"more than {_MAX_SCANS} scans")
        at += int.from_bytes(data[at : at + 2])
    raise too_many("markers")


def _frame(marker: int, header: bytes) -> Frame:
    if len(header) < 6:
        raise FilmRefused(RefusalReason.CORRUPT, "no frame header")
    height, width = int.from_bytes(header[1:3]), int.from_bytes(header[3:5])
    return Frame(marker, header[0], height, width, header[5])


def with_more_pixels(data: bytes, end: int) -> bytes:
    """Return the stream that ends at ``end``, with further pixels before its end marker.

    A decoder uses these pixels if the stream was cut off, and passes over them if it is whole. Decoders put
    mid-grey in the place of missing rows. So the pixels of both streams are equal if a foot of mid-grey is
    the film's own, and differ if rows are missing.
    """
    return data[: end - 2] + _MORE_PIXELS + data[end - 2 : end]
