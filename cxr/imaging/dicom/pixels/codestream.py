"""The structure of a JPEG 2000 codestream (ISO 15444-1 annex A): counted before OpenJPEG allocates by it."""

from collections.abc import Iterator
from dataclasses import dataclass

from cxr.errors import FilmRefused
from cxr.imaging.structure.limits import MAX_PARTS, too_many
from cxr.study import RefusalReason

START = b"\xff\x4f\xff\x51"
"""The start of a codestream, and the marker of its size."""

_COD, _COC, _START_OF_TILE, _START_OF_DATA, _END = 0xFF52, 0xFF53, 0xFF90, 0xFF93, 0xFFD9
_SEGMENTS = {
    *(0xFF50, 0xFF51, _COD, _COC, 0xFF55, 0xFF57, 0xFF58, 0xFF59, 0xFF5C, 0xFF5D, 0xFF5E, 0xFF5F),
    *(0xFF60, 0xFF61, 0xFF63, 0xFF64, 0xFF74, 0xFF75, 0xFF77, 0xFF78, _START_OF_TILE),
}
"""Markers with a length behind them (table A.2, ISO 15444-2 and -15). OpenJPEG looks for the next marker
inside the segment of any other, where it would find a coding style that was not counted."""

_MAX_TILES = 4096
"""64 megapixels in tiles of 128 x 128."""

_MAX_BLOCKS = 300_000
"""Precincts and code-blocks: 64 megapixels in blocks of 32 x 32 have 84,000. OpenJPEG takes about 400 bytes
for each, whether the stream holds data of it or not."""

_MAX_PACKETS = 2_000_000
"""Precincts times layers: OpenJPEG keeps a mark for each."""

_MAX_LEVELS = 32
_WHOLE = 15
"""The exponent of a precinct that is larger than the film."""


@dataclass(frozen=True, slots=True)
class Size:
    """``width`` and ``height`` of picture and tile in pixels; ``bits`` of a sample, and their sign."""

    width: int
    height: int
    tile_width: int
    tile_height: int
    tiles: int
    channels: int
    bits: int
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Coding:
    """How components are coded: ``precincts`` holds the exponents of width and height by resolution."""

    levels: int
    layers: int
    block: tuple[int, int]
    precincts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Codestream:
    """What the headers of a codestream declare. ``levels``: how often its size can be halved."""

    size: Size
    levels: int


def codestream_of(stream: bytes) -> Codestream:
    """Read the main header and the header of each tile-part.

    Raise FilmRefused (CORRUPT) where they are damaged, or declare more tiles, precincts,
    code-blocks or packets than any film has.
    """
    size = _size(stream[4:])
    if size.tiles > _MAX_TILES:
        raise too_many("tiles")
    codings = list(_codings(stream, size))
    if not codings:
        raise FilmRefused(RefusalReason.CORRUPT, "no coding style")
    layers = max(coding.layers for coding in codings)
    for coding in codings:
        _check_counts(size, coding, layers)
    return Codestream(size, min(coding.levels for coding in codings))


def _codings(stream: bytes, size: Size) -> Iterator[Coding]:
    """Yield the coding style of each header, and that of the one component where it is given apart."""
    component = 1 if size.channels < 257 else 2
    for marker, content in _segments(stream):
        if marker == _COD:
            yield _coding(content[:1], content[5:], int.from_bytes(content[2:4]))
        elif marker == _COC:
            yield _coding(content[component : component + 1], content[component + 1 :], 1)


def _size(segment: bytes) -> Size:
    """Return the size that the SIZ segment declares. Raise FilmRefused (CORRUPT) if there is none.

    The segment has length, capabilities, far and near corner of the picture, then size and corner of the
    first tile (A.5.1).
    """
    right, bottom, left, top, tile_width, tile_height, tiles_left, tiles_top = (
        int.from_bytes(segment[at : at + 4]) for at in range(4, 36, 4)
    )
    sides = tile_width, tile_height, right - left, bottom - top, right - tiles_left, bottom - tiles_top
    if len(segment) < 39 or min(sides) < 1:
        raise FilmRefused(RefusalReason.CORRUPT, "no size")
    depth = segment[38]
    return Size(
        width=right - left,
        height=bottom - top,
        tile_width=tile_width,
        tile_height=tile_height,
        tiles=_ceil(right - tiles_left, tile_width) * _ceil(bottom - tiles_top, tile_height),
        channels=int.from_bytes(segment[36:38]),
        bits=(depth & 127) + 1,
        is_signed=depth > 127,
    )


def _segments(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and content of each segment in the headers; the data between them is passed over."""
    at, tile_end = 2, 0
    for _ in range(MAX_PARTS):
        marker = int.from_bytes(stream[at : at + 2])
        length = int.from_bytes(stream[at + 2 : at + 4])
        if marker == _START_OF_DATA:
            # Without a length, the last tile-part reaches to the end.
            at = tile_end or len(stream)
            continue
        if marker == _END or at >= len(stream):
            return
        if marker not in _SEGMENTS or length < 2:
            raise FilmRefused(RefusalReason.CORRUPT, f"marker {marker:#x}")
        if marker == _START_OF_TILE:
            part = int.from_bytes(stream[at + 6 : at + 10])
            tile_end = at + part if part else 0
        yield marker, stream[at + 4 : at + 2 + length]
        at += 2 + length
    raise too_many("segments")


def _coding(style: bytes, content: bytes, layers: int) -> Coding:
    """Return the coding style of a segment. Raise FilmRefused (CORRUPT) if it is impossible.

    ``content`` has levels, exponents of a block less two, two styles, and precincts where they are given
    (A.6.1, SPcod).
    """
    if not style or len(content) < 5 or content[0] > _MAX_LEVELS or max(content[1:3]) > 8:
        raise FilmRefused(RefusalReason.CORRUPT, "coding style")
    levels = content[0]
    given = content[5 : 6 + levels] if style[0] & 1 else b""
    precincts = [(exponents & 15, exponents >> 4) for exponents in given]
    precincts += [(_WHOLE, _WHOLE)] * (levels + 1 - len(precincts))
    return Coding(levels, layers, (content[1] + 2, content[2] + 2), tuple(precincts))


def _check_counts(size: Size, coding: Coding, layers: int) -> None:
    """Raise FilmRefused (CORRUPT) where all tiles together would have too many parts in this coding."""
    width, height = min(size.width, size.tile_width), min(size.height, size.tile_height)
    blocks = precincts = 0
    for resolution, exponents in enumerate(coding.precincts):
        halved = 1 << (coding.levels - resolution)
        sides = _ceil(width, halved), _ceil(height, halved)
        precincts += _cells(sides, exponents)
        # From the second resolution on, a precinct holds three bands of half its sides.
        bands, half = (3, 1) if resolution else (1, 0)
        block = tuple(min(b, p - half) for b, p in zip(coding.block, exponents, strict=True))
        if min(block) < 0:
            raise FilmRefused(RefusalReason.CORRUPT, "precincts of no size")
        blocks += bands * _cells((_ceil(sides[0], 1 << half), _ceil(sides[1], 1 << half)), block)
    if size.tiles * (blocks + precincts) > _MAX_BLOCKS:
        raise too_many("code-blocks")
    if size.tiles * precincts * layers > _MAX_PACKETS:
        raise too_many("packets")


def _cells(sides: tuple[int, ...], exponents: tuple[int, ...]) -> int:
    """Return how many cells of 2**exponents cover an area."""
    return _ceil(sides[0], 1 << exponents[0]) * _ceil(sides[1], 1 << exponents[1])


def _ceil(length: int, step: int) -> int:
    return -(-length // step)
