"""The film before windowing as a page fetches it: lossless, for a window of the reader's own."""

import struct
import zlib

import numpy as np

from cxr.imaging.previews.deep_film import DeepFilm

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2
"""The filter of PNG (section 9.2) that leaves the difference from the pixel above."""

_MEMORY = 9
"""Of zlib: the most, about 256 KB."""


def render(film: DeepFilm) -> bytes:
    """Return a grey PNG of nothing but pixels: the upper bytes of all levels, and below them the lower ones.

    Its width is that of the film, its height is twice that of the film. A browser decodes no more than 8 bits
    of a channel, so one level takes two pixels. Two planes are smaller and faster than two channels. One
    filter for all rows and run lengths alone take a third of the time of Pillow's choice of filters.
    """
    planes = np.concatenate([(film.levels >> 8).astype(np.uint8), film.levels.astype(np.uint8)])
    height, width = planes.shape
    rows = np.empty((height, width + 1), np.uint8)
    rows[:, 0] = _UP
    rows[0, 1:] = planes[0]
    np.subtract(planes[1:], planes[:-1], out=rows[1:, 1:])
    deflate = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, _MEMORY, zlib.Z_RLE)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = deflate.compress(rows.data) + deflate.flush()
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
