"""The directories of a TIFF file. The first one alone is read."""

import struct

from cxr.imaging.structure.limits import MAX_PARTS, too_many

MAX_VALUES = 200_000
"""Numbers in all entries: a film has two for each strip, so 20,000 at a row a strip. Pillow makes a Python
object of each number, and one more of each strip."""

_HEADER = 8
"""Bytes before anything that the file places elsewhere: its mark, and where the directory begins."""

_WIDTH, _HEIGHT, _NEW_SUBFILE, _SUBFILE = 256, 257, 254, 255
_READ = {_WIDTH, _HEIGHT, _NEW_SUBFILE, _SUBFILE}
_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2
"""What the two kinds of subfile say of a small copy and of a mask (TIFF 6.0, section 8)."""

_SHORT = 3
_MOST_PAGES = 16

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


def has_further_film(data: bytes) -> bool:
    """Return whether another picture than the first is more than a small copy of it, or a mask.

    Scanners and office programs put such copies behind a film. More than _MOST_PAGES are films at any rate.
    """
    order = "<" if data[:2] == b"II" else ">"
    start = struct.unpack_from(f"{order}I", data, 4)[0]
    sizes: list[tuple[int, int]] = []
    seen: set[int] = set()
    while len(seen) < _MOST_PAGES:
        seen.add(start)
        tags, start = _directory(data, start, order)
        if not {_WIDTH, _HEIGHT} <= tags.keys():
            return False
        sizes.append((tags[_WIDTH], tags[_HEIGHT]))
        is_copy = tags.get(_NEW_SUBFILE, 0) & (_REDUCED | _MASK) or tags.get(_SUBFILE) == _OLD_REDUCED
        if (
            len(sizes) > 1
            and not is_copy
            and any(2 * a > b for a, b in zip(sizes[-1], sizes[0], strict=True))
        ):
            return True
        if start in seen:
            return False
    return True


def _directory(data: bytes, start: int, order: str) -> tuple[dict[int, int], int]:
    """Return single numbers by tag, and where the next directory begins; nothing at the end of the file."""
    if not _HEADER <= start <= len(data) - 2:
        return {}, 0
    entries = struct.unpack_from(f"{order}H", data, start)[0]
    end = start + 2 + 12 * entries
    if entries > MAX_PARTS or end + 4 > len(data):
        return {}, 0
    tags = {}
    for at in range(start + 2, end, 12):
        tag, kind, count = struct.unpack_from(f"{order}HHI", data, at)
        if tag in _READ and count == 1:
            tags[tag] = struct.unpack_from(f"{order}{'H' if kind == _SHORT else 'I'}", data, at + 8)[0]
    return tags, struct.unpack_from(f"{order}I", data, end)[0]
