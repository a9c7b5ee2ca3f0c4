"""Small DICOM files that unfold into gigabytes, or into minutes."""

import struct
from functools import partial
from typing import Any

import numpy as np
from pydicom import uid
from pydicom.encaps import encapsulate

from cxr.study import RefusalReason
from tests.support.films.dicoms import (
    ENCODERS,
    Pixels,
    dataset,
    deep_chest,
    dicom,
    jpeg_2000,
    precision,
    written,
)
from tests.support.hostile.forging import DEEP, DICOM, FILM, LARGEST, Hostile, before_rows, element, file

_CORRUPT, _TOO_LARGE = RefusalReason.CORRUPT, RefusalReason.TOO_LARGE
_UNDEFINED = 0xFFFFFFFF
_JPEG_2000 = (uid.JPEG2000Lossless, uid.JPEG2000)
_SHALLOW = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7, "WindowCenter": 128, "WindowWidth": 256}


def _encapsulated(syntax: str, stream: bytes, side: int, **elements: Any) -> bytes:
    """A file whose header and codestream agree in a size that the stream does not fill."""
    made = dataset(DEEP, Rows=side, Columns=side, **elements)
    made.PixelData = encapsulate([stream])
    made["PixelData"].VR = "OB"
    return written(made, syntax)


def _rle(runs: bytes, side: int = LARGEST) -> bytes:
    return _encapsulated(uid.RLELossless, struct.pack("<16I", 1, 64, *[0] * 14) + runs, side, **_SHALLOW)


def _claiming(syntax: str, film: Pixels, side: int = LARGEST) -> bytes:
    """The film with a codestream that claims to be larger than it is."""
    stream, (rows, columns) = ENCODERS[syntax](film), film.shape
    small, large = struct.pack(">HH", rows, columns), struct.pack(">HH", side, side)
    if b"\xff\x4f\xff\x51" in stream:  # JPEG 2000: the corner of the picture, and that of its only tile
        small, large = struct.pack(">II", columns, rows), struct.pack(">II", side, side)
    assert small in stream
    return _encapsulated(syntax, stream.replace(small, large), side, **_depth(film))


def _claimed(syntax: str) -> Pixels:
    if syntax == uid.JPEGBaseline8Bit:
        return FILM
    return deep_chest(16, 120, 100) if syntax in _JPEG_2000 else DEEP


def _depth(film: Pixels) -> dict[str, int]:
    bits = precision(film)
    return {
        **{"BitsAllocated": 8 * film.itemsize, "BitsStored": bits, "HighBit": bits - 1},
        **{"WindowCenter": 1 << (bits - 1), "WindowWidth": 1 << bits},
    }


def _blank_jpeg_2000() -> bytes:
    """A film of 64 megapixels that is all there, in a few hundred bytes."""
    stream = jpeg_2000(np.zeros((LARGEST, LARGEST), np.uint16))
    assert len(stream) < 1000
    return _encapsulated(uid.JPEG2000Lossless, stream, LARGEST)


def _nested(depth: int) -> bytes:
    """Sequences of undefined length, one in the other, that never end."""
    sequence = struct.pack("<HH2sHI", 0x08, 0x1140, b"SQ", 0, _UNDEFINED)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, _UNDEFINED)
    return before_rows(DICOM, (sequence + item) * depth)


_BLANK_RUNS = b"\x81\0" * (LARGEST**2 // 128)

DICOM_BOMBS = {
    "dicom_of_65535_squared": file(dicom(DEEP, Rows=65535, Columns=65535), _TOO_LARGE),
    "dicom_of_64_megapixels_and_no_more": file(dicom(DEEP, Rows=LARGEST, Columns=LARGEST), _CORRUPT),
    "dicom_rle_of_64_megapixels_in_two_bytes": file(_rle(b"\x81\0"), _CORRUPT),
    "dicom_rle_of_64_megapixels_of_nothing": Hostile(lambda: _rle(_BLANK_RUNS), RefusalReason.BLANK),
    "dicom_jpeg_2000_of_64_megapixels_of_nothing": Hostile(_blank_jpeg_2000, RefusalReason.BLANK),
    "dicom_rle_of_a_gigabyte_for_100_by_100": Hostile(lambda: _rle(b"\x81\0" * 8_000_000, 100), _CORRUPT),
    **{
        f"dicom_{uid.UID(syntax).keyword}_of_64_megapixels_and_no_more": file(
            _claiming(syntax, _claimed(syntax)), _CORRUPT
        )
        for syntax in ENCODERS
    },
    **{
        # Of 12 bits, OpenJPEG takes what there is for packets of a picture that is black but for a few.
        f"dicom_{uid.UID(syntax).keyword}_of_12_bits_and_64_megapixels_and_no_more": file(
            _claiming(syntax, DEEP), RefusalReason.BLANK
        )
        for syntax in _JPEG_2000
    },
    **{
        f"dicom_of_{frames}_frames": file(dicom(DEEP, NumberOfFrames=frames), RefusalReason.MULTI_FRAME)
        for frames in (2, 10**9)
    },
    **{
        f"dicom_with_{depth}_nested_sequences": Hostile(partial(_nested, depth), _CORRUPT)
        for depth in (100, 1_000, 40_000)
    },
    "dicom_with_a_million_elements": Hostile(
        lambda: before_rows(DICOM, element(0x09, 0x10, b"LO", b"") * 1_000_000), _CORRUPT
    ),
    "dicom_with_a_million_fragments": Hostile(
        lambda: (
            _encapsulated(uid.JPEG2000Lossless, b"\0\0", 100)[:-8]
            + struct.pack("<HHI", 0xFFFE, 0xE000, 0) * 1_000_000
        ),
        _CORRUPT,
    ),
}
