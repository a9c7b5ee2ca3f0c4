"""JPEG 2000 codestreams that declare more parts than any film has, and DICOM files around them."""

import struct

from pydicom import uid
from pydicom.encaps import encapsulate

from tests.support.films.dicoms import dataset, written
from tests.support.hostile.forging import DEEP, LARGEST

_BODY = b"\x80" * 64


def segment(marker: int, content: bytes) -> bytes:
    """A marker segment."""
    return struct.pack(">HH", marker, len(content) + 2) + content


def size(side: int, tile: int) -> bytes:
    """SIZ of one unsigned component of 16 bits."""
    return segment(0xFF51, struct.pack(">HIIIIIIIIHBBB", 0, side, side, 0, 0, tile, tile, 0, 0, 1, 15, 1, 1))


def coding(layers: int = 1, levels: int = 5, block: int = 4, precinct: int | None = None) -> bytes:
    """The content of COD; ``block`` and ``precinct`` are exponents, the former less two."""
    given = b"" if precinct is None else bytes([precinct]) * (levels + 1)
    style = bytes([0 if precinct is None else 1, 0])
    return style + struct.pack(">HBBBBBB", layers, 0, levels, block, block, 0, 1) + given


def codestream(
    cod: bytes, side: int = LARGEST, tile: int | None = None, main: bytes = b"", in_tile: bytes = b""
) -> bytes:
    """A codestream of one tile-part; more segments go into the main header and into the tile's."""
    quantization = segment(0xFF5C, b"\x40" + b"\x48" * (3 * cod[5] + 1))
    part = in_tile + b"\xff\x93" + _BODY
    tile_part = segment(0xFF90, struct.pack(">HIBB", 0, 12 + len(part), 0, 1)) + part
    head = b"\xff\x4f" + size(side, tile or side) + segment(0xFF52, cod)
    return head + quantization + main + tile_part + b"\xff\xd9"


def jpeg_2000_film(stream: bytes, side: int = LARGEST) -> bytes:
    """A DICOM film of 16 bits around a codestream."""
    made = dataset(DEEP, Rows=side, Columns=side, BitsStored=16, HighBit=15)
    made.PixelData = encapsulate([stream])
    made["PixelData"].VR = "OB"
    return written(made, uid.JPEG2000Lossless)
