"""Films of so many parts, or so many per byte, that a decoder takes minutes or gigabytes."""

import struct
from collections.abc import Callable

from pydicom import uid

from cxr.study import RefusalReason
from tests.support.films.dicoms import dicom
from tests.support.films.images import SAMPLES
from tests.support.hostile.codestreams import codestream, coding, jpeg_2000_film, segment
from tests.support.hostile.forging import (
    DEEP,
    FILM,
    IEND,
    JPEG,
    LARGEST,
    WEBP,
    Hostile,
    bmp,
    idat,
    ihdr,
    png,
    tiff,
)

_CORRUPT, _UNSUPPORTED = RefusalReason.CORRUPT, RefusalReason.UNSUPPORTED_FORMAT
_BLANK = RefusalReason.BLANK


def _behind_start(more: Callable[[], bytes]) -> Hostile:
    """The sample film with something behind its first segment."""
    film = (SAMPLES / "pneumonia-1.jpg").read_bytes()
    end = 4 + int.from_bytes(film[4:6])
    return Hostile(lambda: film[:end] + more() + film[end:], _CORRUPT)


def _jpeg_2000(stream: Callable[[], bytes]) -> Hostile:
    return Hostile(lambda: jpeg_2000_film(stream()), _CORRUPT)


def _items(offsets: int, fragments: int) -> bytes:
    """A DICOM film of JPEG 2000 with so many offsets in its table, and so many empty fragments."""
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    whole = jpeg_2000_film(b"\0\0", 100)
    table = struct.pack("<HHI", 0xFFFE, 0xE000, 4 * offsets) + bytes(4 * offsets)
    return whole[: whole.index(item[:4])] + table + item * fragments + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)


def _webp() -> bytes:
    chunks = WEBP[12:] + b"prIv\0\0\0\0" * 6_000_000
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _tiff_of_strips(count: int) -> bytes:
    tags = {256: 120, 257: 100, 258: 8, 259: 1, 262: 1, 277: 1, 278: 1}
    entries = [(tag, 4, 1, value) for tag, value in tags.items()]
    at = 8 + 2 + 12 * (len(entries) + 2) + 4
    entries += [(273, 4, count, at), (279, 4, count, at)]
    return tiff(*entries, pixels=struct.pack("<I", at) * count)


def _run_length_coded() -> bytes:
    """A BMP of runs of one pixel each."""
    head = bmp(4000, 5000, compression=1)[: -FILM.size]
    return head + b"\1\x50" * 20_000_000


EXHAUSTING_PICTURES = {
    "jpeg_of_12_million_comments": _behind_start(lambda: b"\xff\xfe\0\2" * 12_800_000),
    "jpeg_of_3_million_comments": _behind_start(lambda: b"\xff\xfe\0\2" * 3_000_000),
    "jpeg_of_50_million_fill_bytes": _behind_start(lambda: b"\xff" * 50_000_000),
    "jpeg_of_50_million_stray_bytes": _behind_start(lambda: bytes(50_000_000)),
    "jpeg_of_50_million_fill_bytes_in_its_scan": Hostile(
        lambda: JPEG[:-2] + b"\xff" * 50_000_000 + JPEG[-2:], _CORRUPT
    ),
    "png_of_4_million_chunks": Hostile(
        lambda: (
            png(ihdr(120, 100), idat(120, 100), IEND)[:33]
            + png((b"prIv", b""))[8:] * 4_200_000
            + png(idat(120, 100), IEND)[8:]
        ),
        _CORRUPT,
    ),
    "png_of_64_black_megapixels_of_16_bit_colour": Hostile(
        lambda: png(ihdr(LARGEST, LARGEST, 16, 6), idat(8 * LARGEST, LARGEST), IEND), _BLANK
    ),
    "webp_of_6_million_chunks": Hostile(_webp, _CORRUPT),
    "tiff_of_12_million_strips": Hostile(lambda: _tiff_of_strips(12_000_000), _CORRUPT),
    "tiff_of_400_000_strips": Hostile(lambda: _tiff_of_strips(400_000), _CORRUPT),
    "bmp_of_20_million_runs": Hostile(_run_length_coded, _UNSUPPORTED),
}

EXHAUSTING_DICOM = {
    "jpeg_2000_of_5_million_blocks": _jpeg_2000(lambda: codestream(coding(block=0))),
    "jpeg_2000_of_21_million_precincts": _jpeg_2000(lambda: codestream(coding(block=0, precinct=0x11))),
    "jpeg_2000_of_62_500_tiles": _jpeg_2000(lambda: codestream(coding(), tile=32)),
    "jpeg_2000_of_65_535_layers": _jpeg_2000(lambda: codestream(coding(layers=65535, precinct=0x77))),
    "jpeg_2000_of_small_blocks_in_one_component": _jpeg_2000(
        lambda: codestream(coding(), main=segment(0xFF53, bytes([0, 0, 5, 0, 0, 0, 1])))
    ),
    "jpeg_2000_of_small_blocks_in_one_tile": _jpeg_2000(
        lambda: codestream(coding(), in_tile=segment(0xFF52, coding(block=0)))
    ),
    "jpeg_2000_of_small_blocks_behind_an_unknown_marker": _jpeg_2000(
        lambda: codestream(coding(), main=b"\xff\x30" + segment(0xFF52, coding(block=0)))
    ),
    "jpeg_2000_of_small_blocks_behind_a_sound_stream": _jpeg_2000(
        lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + codestream(coding())[:-2] + codestream(coding(block=0))
    ),
    "jpeg_2000_of_9_million_comments": _jpeg_2000(
        lambda: codestream(coding(), main=b"\xff\x64\0\4\0\1" * 8_000_000)
    ),
    "dicom_of_6_million_fragments": Hostile(lambda: _items(0, 6_000_000), _CORRUPT),
    "dicom_of_12_million_offsets": Hostile(lambda: _items(12_000_000, 1), _CORRUPT),
    "dicom_of_12_million_windows": Hostile(
        lambda: _implicit(0x00281050, b"1\\" * 12_000_000 + b"1 "), _CORRUPT
    ),
}


def _implicit(tag: int, content: bytes) -> bytes:
    """A film with an element that only implicit encoding lets be so long."""
    whole = dicom(DEEP, uid.ImplicitVRLittleEndian)
    name = struct.pack("<HH", tag >> 16, tag & 0xFFFF)
    at = whole.index(name)
    (length,) = struct.unpack_from("<I", whole, at + 4)
    return whole[:at] + name + struct.pack("<I", len(content)) + content + whole[at + 8 + length :]
