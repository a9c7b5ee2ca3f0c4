"""Chunks of PNG and WebP files."""

import zlib

from cxr.imaging.structure.limits import MAX_PARTS, too_many

_PNG_START, _RIFF_START = 8, 12


def count_png_chunks(data: bytes) -> int:
    """Return how many chunks there are before the end mark (ISO 15948, 5.3).

    Raise FilmRefused (CORRUPT) for more than MAX_PARTS.
    """
    at = _PNG_START
    for count in range(MAX_PARTS + 1):
        name = data[at + 4 : at + 8]
        if len(name) < 4 or name == b"IEND":
            return count
        at += 12 + int.from_bytes(data[at : at + 4])
    raise too_many("chunks")


def without_damaged_remarks(data: bytes) -> bytes:
    """Return the PNG without chunks that no picture needs and whose check sum is wrong (ISO 15948, 5.4).

    Pillow refuses the whole file for them; other readers pass over them.
    """
    view, at, kept_from = memoryview(data), _PNG_START, 0
    kept: list[memoryview] = []
    while data[at + 4 : at + 8] not in (b"", b"IEND"):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        is_needed = data[at + 4 : at + 5].isupper()
        if not is_needed and zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end]):
            kept.append(view[kept_from:at])
            kept_from = end
        at = end
    return b"".join((*kept, view[kept_from:])) if kept else data


def count_riff_chunks(data: bytes) -> int:
    """Return how many chunks a WebP file has (RFC 9649, 2.3).

    Raise FilmRefused (CORRUPT) for more than MAX_PARTS.
    """
    at = _RIFF_START
    for count in range(MAX_PARTS + 1):
        if at + 8 > len(data):
            return count
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    raise too_many("chunks")
