"""The first directory of a TIFF file: the only one that is read."""

import struct

from cxr.imaging.structure.limits import MAX_PARTS, too_many

MAX_VALUES = 200_000
"""Numbers in all entries: a film has two for each strip, so 20,000 at a row a strip. Pillow makes a Python
object of each number, and one more of each strip."""

_HEADER = 8
"""Bytes before anything that the file places elsewhere: its mark, and where the directory begins."""

_BYTES = {1, 2, 7}
"""Types of values that Pillow leaves as one piece: bytes, text, undefined (TIFF 6.0, section 2)."""


def count_directory_values(data: bytes) -> int:
    """Return how many numbers the first directory holds.

    Raise FilmRefused (CORRUPT) for more than MAX_VALUES, or for more than MAX_PARTS entries.
    """
    order = "<" if data[:2] == b"II" else ">"
    if len(data) < _HEADER:
        return 0
    start = struct.unpack_from(f"{order}I", data, 4)[0]
    if start + 2 > len(data):
        return 0
    entries = struct.unpack_from(f"{order}H", data, start)[0]
    if entries > MAX_PARTS:
        raise too_many("directory entries")
    end = start + 2 + 12 * min(entries, (len(data) - start - 2) // 12)
    directory = struct.iter_unpack(f"{order}HHII", data[start + 2 : end])
    # A count beyond the file's end is damage that Pillow passes over without reading a value.
    values = sum(count for _, kind, count, _ in directory if kind not in _BYTES and count <= len(data))
    if values > MAX_VALUES:
        raise too_many("values in the directory")
    return int(values)
