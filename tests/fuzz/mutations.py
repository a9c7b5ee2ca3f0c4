"""Damage to a film: what cables, disks and bad encoders do, and what somebody with intent does."""

import random
import struct
import zlib
from collections.abc import Callable

from tests.fuzz.films import FILMS
from tests.fuzz.structures import STRUCTURES

_HEAD, _TAIL = 700, 300
"""Bytes at either end that hold most of what a decoder believes: they are hit more often than the rest."""

_LONGEST = 40
_NUMBERS = (0, 1, 2, 7, 8, 15, 16, 17, 32, 63, 64, 127, 128, 255, 256, 4096, 8000, 16384, 32767, 65535)
_LARGE_NUMBERS = (*_NUMBERS, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0x00FFFFFF, 1_000_000_000)
_FORMATS = (("<H", _NUMBERS), (">H", _NUMBERS), ("<I", _LARGE_NUMBERS), (">I", _LARGE_NUMBERS))
_SIZES = (0, 1, 63, 64, 81, 101, 300, 1000, 4000, 7999, 8000, 8001, 16000, 30000, 65535)
_OWN_SIZES = (100, 80, 99, 79)
"""Width and height of the films; WebP writes them less one."""

_PNG_START = b"\x89PNG\r\n\x1a\n"
_DEFLATED = "dicom_DeflatedExplicitVRLittleEndian"

Mutation = Callable[[bytearray, random.Random], None]


def mutated(name: str, chance: random.Random) -> bytes:
    """A mutation of the film ``name``: of its bytes, or of what lies behind its check sums."""
    film = FILMS[name]
    if name == _DEFLATED and chance.random() < 0.5:
        return _in_deflated(film, chance)
    changed = _changed(film, chance)
    if name.startswith("png") and chance.random() < 0.7:
        return with_check_sums(changed)
    return changed


def _changed(film: bytes, chance: random.Random) -> bytes:
    changed = bytearray(film)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        chance.choice(_MUTATIONS)(changed, chance)
    return bytes(changed)


def _place(data: bytearray, chance: random.Random) -> int:
    size, where = len(data), chance.random()
    low, high = (0, size) if where < 0.5 else (0, _HEAD) if where < 0.85 else (size - _TAIL, size)
    return chance.randrange(max(low, 0), max(min(high, size), 1))


def _flip(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at : at + 1] = bytes([chance.randrange(256)])


def _number(data: bytearray, chance: random.Random) -> None:
    """What a length, a size or an offset must not be."""
    layout, numbers = chance.choice(_FORMATS)
    at, number = _place(data, chance), struct.pack(layout, chance.choice(numbers))
    data[at : at + len(number)] = number


def _size(data: bytearray, chance: random.Random) -> None:
    """Another width or height, wherever one seems to be written."""
    layout, _ = chance.choice(_FORMATS)
    own = struct.pack(layout, chance.choice(_OWN_SIZES))
    places = [at for at in range(len(data)) if data.startswith(own, at)]
    if places:
        at = chance.choice(places)
        data[at : at + len(own)] = struct.pack(layout, chance.choice(_SIZES))


def _drop(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.randrange(1, _LONGEST)]


def _insert(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at:at] = chance.randbytes(chance.randrange(1, _LONGEST))


def _repeat(data: bytearray, chance: random.Random) -> None:
    at, to = _place(data, chance), _place(data, chance)
    data[to:to] = data[at : at + chance.randrange(1, 4 * _LONGEST)] * chance.choice((1, 2, 50))


def _fill(data: bytearray, chance: random.Random) -> None:
    at, length = _place(data, chance), chance.randrange(1, 4 * _LONGEST)
    data[at : at + length] = chance.choice((b"\0", b"\xff", b"\x80")) * length


def _splice(data: bytearray, chance: random.Random) -> None:
    """A piece of another film."""
    other = FILMS[chance.choice(list(FILMS))]
    start, at = chance.randrange(len(other)), _place(data, chance)
    piece = other[start : start + chance.randrange(1, 10 * _LONGEST)]
    data[at : at + chance.choice((0, len(piece)))] = piece


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[_place(data, chance) :]


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _flip, _flip, _flip, _number, _number, _size, _size, _size),
    *(_drop, _insert, _repeat, _fill, _splice, _cut),
    *STRUCTURES,
)


def with_check_sums(png: bytes) -> bytes:
    """The file with every check sum put right, so that decoders look behind them."""
    mended, at = bytearray(png), len(_PNG_START)
    while at + 12 <= len(mended):
        (length,) = struct.unpack(">I", mended[at : at + 4])
        end = at + 8 + length
        if end + 4 > len(mended):
            break
        mended[end : end + 4] = struct.pack(">I", zlib.crc32(mended[at + 4 : end]))
        at = end + 4
    return bytes(mended)


def _in_deflated(film: bytes, chance: random.Random) -> bytes:
    """Changed elements, deflated again. The meta information before them has 4 + 8 + its stated length."""
    (length,) = struct.unpack("<I", film[140:144])
    start = 144 + length
    elements = zlib.decompress(film[start:], -zlib.MAX_WBITS)
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return film[:start] + deflate.compress(_changed(elements, chance)) + deflate.flush()
