"""Puts files together from parts that no encoder would write."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from cxr.study import RefusalReason
from tests.support.films.dicoms import deep_chest, dicom
from tests.support.films.images import chest, encode

FILM, DEEP = chest(120, 100), deep_chest(12, 120, 100)
JPEG, PNG, BMP, TIFF, WEBP, GIF = (
    encode(FILM, kind) for kind in ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF")
)
DICOM = dicom(DEEP)

LARGEST = 8000
"""Pixels a side: 64 megapixels are just allowed."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file that is meant to do harm, or looks so.

    ``reason`` is why it must be refused; None where there is a sound film in it, which must be read.
    """

    make: Callable[[], bytes]
    reason: RefusalReason | None
    declared: str | None = None


def file(data: bytes, reason: RefusalReason | None, declared: str | None = None) -> Hostile:
    """One that is small enough to lie around."""
    return Hostile(lambda: data, reason, declared)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of these chunks, their check sums right."""
    body = b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def ihdr(width: int, height: int, bits: int = 8, colour: int = 0, interlace: int = 0) -> tuple[bytes, bytes]:
    """The head of a PNG."""
    return b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace)


def idat(width: int, height: int) -> tuple[bytes, bytes]:
    """Black pixels of 8 bits, compressed to next to nothing."""
    deflate = zlib.compressobj(9)
    rows = (deflate.compress(bytes(width + 1)) for _ in range(height))
    return b"IDAT", b"".join(rows) + deflate.flush()


IEND = (b"IEND", b"")


def tiff(*tags: tuple[int, int, int, int], pixels: bytes = b"", next_directory: int = 0) -> bytes:
    """A little-endian TIFF of one directory: (tag, type, count, value) each; the pixels lie behind it."""
    entries = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    head = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    return head + entries + struct.pack("<I", next_directory) + pixels


_LONG, _STRIP_OFFSETS = 4, 273


_TIFF_TAGS = {
    "BitsPerSample": 258,
    "Compression": 259,
    "Photometric": 262,
    "SamplesPerPixel": 277,
    "RowsPerStrip": 278,
    "SampleFormat": 339,
}


def grey_tiff(width: int, height: int, pixels: bytes = b"", **changed: int) -> bytes:
    """A TIFF of 120 x 100 grey pixels in one strip, with any size in its header; ``changed`` by tag."""
    pixels = pixels or FILM.tobytes()
    values = {
        "BitsPerSample": 8,
        "Compression": 1,
        "Photometric": 1,
        "SamplesPerPixel": 1,
        "RowsPerStrip": height,
    }
    tags = {256: width, 257: height, 279: len(pixels)}
    tags |= {_TIFF_TAGS[name]: value for name, value in (values | changed).items()}
    tags[_STRIP_OFFSETS] = 8 + 2 + 12 * (len(tags) + 1) + 4
    return tiff(*((tag, _LONG, 1, value) for tag, value in tags.items()), pixels=pixels)


def bmp(width: int, height: int, bits: int = 8, compression: int = 0, colours: int = 0) -> bytes:
    """A BMP of 120 x 100 pixels, with any size in its header."""
    palette = b"".join(bytes((grey, grey, grey, 0)) for grey in range(256))
    start = 14 + 40 + len(palette)
    head = struct.pack("<2sIII", b"BM", start + FILM.size, 0, start)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, colours, 0)
    return head + info + palette + FILM.tobytes()


def jpeg_frame(data: bytes, height: int, width: int, precision: int = 8, marker: int = 0xC0) -> bytes:
    """The JPEG with another start of frame."""
    at = data.index(b"\xff\xc0\x00\x0b")
    head = struct.pack(">BBHBHH", 0xFF, marker, 11, precision, height, width)
    return data[:at] + head + data[at + len(head) :]


def jpeg_segment(data: bytes, marker: int, content: bytes) -> bytes:
    """The JPEG with a segment put in behind its start."""
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + data[2:]


def element(group: int, number: int, vr: bytes, content: bytes) -> bytes:
    """A DICOM element in explicit little endian."""
    long_length = vr in {b"OB", b"OW", b"SQ", b"UN", b"UT"}
    length = struct.pack("<HI", 0, len(content)) if long_length else struct.pack("<H", len(content))
    return struct.pack("<HH2s", group, number, vr) + length + content


def before_rows(data: bytes, more: bytes) -> bytes:
    """The DICOM file with elements put in before those of its picture."""
    at = data.index(struct.pack("<HH2s", 0x28, 2, b"US"))
    return data[:at] + more + data[at:]
