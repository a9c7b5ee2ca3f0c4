"""The fragments of encapsulated Pixel Data (PS3.5 A.4)."""

import struct

from cxr.imaging.structure.limits import MAX_PARTS, too_many

_ITEM = 0xFFFEE000
_LONGEST_OFFSETS = 4 * MAX_PARTS
"""Bytes of the first item, a table with an offset for each frame: pydicom makes an object of each."""


def count_fragments(pixels: memoryview) -> int:
    """Return how many items Pixel Data is split into, the table of offsets among them.

    Raise FilmRefused (CORRUPT) for more than MAX_PARTS, or for a table of more offsets than that.
    """
    at = 0
    for count in range(MAX_PARTS + 1):
        if at + 8 > len(pixels):
            return count
        group, element, length = struct.unpack_from("<HHI", pixels, at)
        if group << 16 | element != _ITEM:
            return count
        if not count and length > _LONGEST_OFFSETS:
            raise too_many("offsets")
        at += 8 + length
    raise too_many("fragments")
