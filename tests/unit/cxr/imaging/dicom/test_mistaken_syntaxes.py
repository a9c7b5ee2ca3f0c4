"""A film whose transfer syntax is not that of its bytes is read by its bytes."""

import io
import struct
from itertools import product

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread, uid
from pydicom.encaps import encapsulate, encapsulate_extended, get_frame

from cxr.study import RefusalReason
from tests.support.films.dicoms import ENCODERS, dataset, deep_chest, dicom, written
from tests.support.films.images import chest, encode
from tests.support.films.reading import reason, shown

FILM = deep_chest(12)
PLAIN = shown(dicom(FILM))
NATIVE = [
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
]
COMPRESSED = [
    uid.JPEGLosslessSV1,
    uid.JPEGLSLossless,
    uid.JPEG2000Lossless,
    uid.HTJ2KLossless,
    uid.RLELossless,
]
RETIRED = [f"1.2.840.10008.1.2.4.{process}" for process in (53, 55, 58, 66)]


def called(data: bytes, syntax: str) -> bytes:
    """The file with another transfer syntax in its meta information, and nothing else changed."""
    at = data.index(b"\x02\0\x10\0UI")
    length = int.from_bytes(data[at + 6 : at + 8], "little")
    name = syntax.encode() + b"\0" * (len(syntax) % 2)
    changed = data[: at + 6] + struct.pack("<H", len(name)) + name + data[at + 8 + length :]
    grown = int.from_bytes(data[140:144], "little") + len(name) - length
    return changed[:140] + struct.pack("<I", grown) + changed[144:]


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        *product(NATIVE[:3], NATIVE[:3]),
        (uid.DeflatedExplicitVRLittleEndian, uid.ExplicitVRLittleEndian),
    ],
)
def test_elements_are_read_as_they_are_encoded(stated: str, meant: str) -> None:
    assert np.array_equal(shown(called(dicom(FILM, meant), stated)), PLAIN)


@pytest.mark.parametrize("stated", [*COMPRESSED, uid.JPEGBaseline8Bit], ids=lambda syntax: syntax.keyword)
def test_a_film_that_was_decompressed_is_read(stated: str) -> None:
    assert np.array_equal(shown(called(dicom(FILM), stated)), PLAIN)


@pytest.mark.parametrize("stated", [uid.JPEGLossless, uid.JPEG2000])
def test_a_decompressed_film_of_another_length_is_corrupt(stated: str) -> None:
    assert reason(called(dicom(FILM, PixelData=FILM.tobytes()[:-2]), stated)) is RefusalReason.CORRUPT


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        (stated, meant)
        for stated in (*COMPRESSED[:4], *NATIVE[:2], *RETIRED)
        for meant in COMPRESSED
        if meant != uid.RLELossless or stated in NATIVE  # RLE has no mark of its own
    ],
)
def test_a_codestream_shows_by_its_mark_what_it_is(stated: str, meant: str) -> None:
    data = dicom(FILM, meant)
    if stated == uid.ImplicitVRLittleEndian:
        stated = uid.ExplicitVRLittleEndian
    assert np.array_equal(shown(called(data, stated)), PLAIN)


def test_offsets_of_frames_before_the_pixels_are_passed_over() -> None:
    made = dataset(FILM)
    made.PixelData, made.ExtendedOffsetTable, made.ExtendedOffsetTableLengths = encapsulate_extended(
        [ENCODERS[uid.JPEGLSLossless](FILM)]
    )
    made["PixelData"].VR = "OB"
    assert np.array_equal(shown(written(made, uid.JPEGLSLossless)), PLAIN)


@pytest.mark.parametrize("padding", [b"\0", b"\0\0\0", b"\x80\x80", b"\0" * 1000])
def test_padding_behind_the_segments_of_rle_is_passed_over(padding: bytes) -> None:
    whole = dcmread(io.BytesIO(dicom(FILM, uid.RLELossless)))
    whole.PixelData = encapsulate([get_frame(whole.PixelData, 0, number_of_frames=1) + padding])
    assert np.array_equal(shown(written(whole, uid.RLELossless)), PLAIN)


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_equal_channels_of_a_jpeg_are_one_whatever_the_header_says(samples: int, mode: str) -> None:
    grey = encode(chest(), "JPEG", quality=95)
    stream = grey if mode == "L" else imagecodecs.jpeg8_encode(np.stack([chest()] * 3, -1), 95)
    made = dataset(chest(), SamplesPerPixel=samples)
    made.PhotometricInterpretation = "MONOCHROME2" if samples == 1 else "YBR_FULL_422"
    made.PixelData = encapsulate([bytes(stream)])
    made["PixelData"].VR = "OB"
    assert np.abs(shown(written(made, uid.JPEGBaseline8Bit)) - chest()).mean() < 2


def test_pixels_of_floating_point_are_not_read() -> None:
    made = dataset(FILM, BitsAllocated=32)
    made.FloatPixelData = FILM.astype("<f4").tobytes()
    assert reason(written(made)) is RefusalReason.UNSUPPORTED_FORMAT
