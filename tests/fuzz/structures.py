"""Damage to the structure of a film: more parts, and headers of JPEG 2000 that ask for more."""

import random
import struct
from collections.abc import Callable

_COUNTS = (10, 1_000, 19_000, 21_000, 200_000)
"""On both sides of what a sound film has at most."""

_JPEG_START, _PNG_START = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_FRAGMENT = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
_J2K_SIZE, _J2K_STYLE, _J2K_COMPONENT = b"\xff\x4f\xff\x51", b"\xff\x52", b"\xff\x53"
_J2K_STYLE_BYTES = 14
"""The marker, and what every segment of the style has: a cut one is left as it is."""

_SIDES = (1, 2, 4, 16, 32, 64, 80, 100, 8000, 0xFFFFFFFF)
_TIFF_LONG = 4

Change = Callable[[bytearray, random.Random], None]


def more_parts(data: bytearray, chance: random.Random) -> None:
    """Put in empty parts of the film's own format, behind its start."""
    count = chance.choice(_COUNTS)
    for start, part, at in (
        (_JPEG_START, b"\xff\xfe\0\2", 2),
        (_JPEG_START, b"\xff" * 4, 2),
        (_PNG_START, b"\0\0\0\0prIv" + struct.pack(">I", 0x61B7C2D9), 33),
        (b"RIFF", b"prIv\0\0\0\0", 12),
    ):
        if data.startswith(start) and chance.random() < 0.7:
            data[at:at] = part * count
            return
    _more_in_dicom(data, count)


def _more_in_dicom(data: bytearray, count: int) -> None:
    """Empty fragments before the first one, or empty elements before those of group 28."""
    at = data.find(_FRAGMENT[:4])
    if at >= 0:
        data[at:at] = _FRAGMENT * count
        return
    at = data.find(struct.pack("<HH2s", 0x28, 2, b"US"))
    if at >= 0:
        data[at:at] = struct.pack("<HH2sH", 0x09, 0x10, b"LO", 0) * count


def directory_count(data: bytearray, chance: random.Random) -> None:
    """Another count of values in an entry of a TIFF directory."""
    if data[:4] != b"II*\0":
        return
    start = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[start : start + 2], "little")
    at = start + 2 + 12 * chance.randrange(max(entries, 1))
    data[at + 2 : at + 4] = struct.pack("<H", chance.choice((1, 2, 3, _TIFF_LONG, 5, 12)))
    data[at + 4 : at + 8] = struct.pack("<I", chance.choice((0, 2, len(data) // 8, len(data), 2**31)))


def codestream_header(data: bytearray, chance: random.Random) -> None:
    """Another size, tile, number of layers or levels, code-block or precinct in a JPEG 2000 header."""
    size = data.find(_J2K_SIZE)
    if size < 0:
        return
    if chance.random() < 0.4:
        at = size + 8 + 4 * chance.randrange(8)
        data[at : at + 4] = struct.pack(">I", chance.choice(_SIDES))
        return
    style = data.find(_J2K_STYLE, size)
    if 0 <= style <= len(data) - _J2K_STYLE_BYTES:
        chance.choice((_layers, _levels, _blocks, _precincts, _component))(data, style, chance)


def _layers(data: bytearray, style: int, chance: random.Random) -> None:
    data[style + 6 : style + 8] = struct.pack(">H", chance.choice((0, 1, 32, 1000, 65535)))


def _levels(data: bytearray, style: int, chance: random.Random) -> None:
    data[style + 9] = chance.choice((0, 1, 5, 10, 32, 33, 255))


def _blocks(data: bytearray, style: int, chance: random.Random) -> None:
    data[style + 10], data[style + 11] = (chance.choice((0, 1, 2, 4, 8, 9)) for _ in range(2))


def _precincts(data: bytearray, style: int, chance: random.Random) -> None:
    """Precincts of one size for all resolutions, in a segment that is long enough for them."""
    levels = data[style + 9]
    length = int.from_bytes(data[style + 2 : style + 4])
    content = bytes([data[style + 4] | 1]) + data[style + 5 : style + 14]
    given = bytes([chance.choice((0x00, 0x11, 0x22, 0x77, 0xFF))]) * (levels + 1)
    data[style + 2 : style + 2 + length] = struct.pack(">H", 2 + len(content + given)) + content + given


def _component(data: bytearray, style: int, chance: random.Random) -> None:
    """A coding style of the one component, behind that of all."""
    end = style + 2 + int.from_bytes(data[style + 2 : style + 4])
    blocks = bytes(chance.choice((0, 2, 4)) for _ in range(2))
    data[end:end] = _J2K_COMPONENT + struct.pack(">HBBB", 9, 0, 0, data[style + 9]) + blocks + b"\0\1"


STRUCTURES: tuple[Change, ...] = (more_parts, directory_count, codestream_header)
