"""A film with damaged bytes is read or refused; no other error gets out."""

import struct
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydicom import uid

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from tests.fuzz.films import FILMS
from tests.fuzz.mutations import with_check_sums
from tests.support.films.dicoms import deep_chest, dicom
from tests.support.hostile.forging import IEND, ihdr, png

Edit = Callable[[bytes], bytes]

bounded = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)

MUTATED = [
    *("jpeg", "jpeg_progressive", "jpeg_colour_turned", "png", "png_16_bit", "png_alpha_turned"),
    *("dicom_ExplicitVRLittleEndian", "dicom_ImplicitVRLittleEndian", "dicom_RLELossless"),
    "dicom_JPEGLosslessSV1",
]


def read_or_refused(data: bytes) -> bool:
    """Whether it was read, as a film that can be shown; any other end than a refusal passes through."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged EXIF
        try:
            film = read(data)
        except FilmRefused:
            return False
    assert film.image.mode == "L"
    assert 0 < min(film.image.size) <= max(film.image.size) <= 2048
    return True


places = st.one_of(st.integers(0, 700), st.integers(0, 20_000))


def _changed(at: int, piece: bytes) -> Edit:
    return lambda data: data[:at] + piece + data[at + len(piece) :]


def _inserted(at: int, piece: bytes) -> Edit:
    return lambda data: data[:at] + piece + data[at:]


def _dropped(at: int, length: int) -> Edit:
    return lambda data: data[:at] + data[at + length :]


def _copied(source: int, length: int, to: int) -> Edit:
    return lambda data: data[:to] + data[source : source + length] + data[to:]


edits = st.lists(
    st.one_of(
        st.builds(_changed, places, st.binary(min_size=1, max_size=4)),
        st.builds(_changed, places, st.integers(0, 2**32 - 1).map(lambda number: struct.pack("<I", number))),
        st.builds(_inserted, places, st.binary(min_size=1, max_size=40)),
        st.builds(_dropped, places, st.integers(1, 2000)),
        st.builds(_copied, places, st.integers(1, 400), places),
        st.builds(_changed, places, st.sampled_from([film[:64] for film in FILMS.values()])),
    ),
    min_size=1,
    max_size=4,
)


def edited(data: bytes, changes: list[Edit]) -> bytes:
    for change in changes:
        data = change(data)
    return data


@pytest.mark.parametrize("name", FILMS)
def test_a_film_cut_within_its_first_bytes_is_refused(name: str) -> None:
    assert not any(read_or_refused(FILMS[name][:length]) for length in range(32))


@pytest.mark.parametrize("name", MUTATED)
def test_a_mutated_film_is_read_or_refused(name: str) -> None:
    ends: set[bool] = set()

    @bounded
    @given(edits, st.booleans())
    def holds(changes: list[Edit], mended: bool) -> None:
        data = edited(FILMS[name], changes)
        ends.add(read_or_refused(with_check_sums(data) if mended and name.startswith("png") else data))

    holds()
    assert ends == {True, False}, "mutations that all pass or all fail test nothing"


numbers = st.integers(0, 65535)
decimals = st.one_of(st.floats(width=16).map(str), st.sampled_from(["1e308", "-1e308", "0", "1e-308"]))
elements = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("Rows", "Columns", "SamplesPerPixel", "PixelRepresentation"), numbers),
        **dict.fromkeys(("BitsStored", "HighBit"), numbers),
        "BitsAllocated": st.one_of(st.sampled_from([1, 8, 12, 16, 32]), numbers),
        **dict.fromkeys(("PixelPaddingValue", "PixelPaddingRangeLimit"), st.integers(0, 32767)),
        "NumberOfFrames": st.integers(-(2**31), 2**31 - 1),
        "PhotometricInterpretation": st.sampled_from(["MONOCHROME1", "MONOCHROME3", "RGB", "", "\\"]),
        **dict.fromkeys(("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept"), decimals),
        "PixelSpacing": st.lists(decimals, max_size=3),
        "PixelAspectRatio": st.lists(st.integers(-1, 2**31 - 1), max_size=3),
        "VOILUTFunction": st.text("SIGMOIDLNEAR_X", max_size=12),
        "PatientAge": st.text("0123456789DWMY", max_size=4),
    },
)


@bounded
@given(elements)
@example({"Rows": 0, "Columns": 65535})
@example({"WindowCenter": "nan", "WindowWidth": "inf"})
@pytest.mark.filterwarnings("ignore")
def test_a_dicom_film_with_any_header_is_read_or_refused(header: dict[str, Any]) -> None:
    read_or_refused(dicom(deep_chest(12, 100, 80), uid.ExplicitVRLittleEndian, **header))


@bounded
@given(
    st.tuples(*[st.integers(0, 2**32 - 1)] * 2), st.tuples(*[st.integers(0, 17)] * 3), st.binary(max_size=99)
)
def test_a_png_with_any_header_is_read_or_refused(
    sides: tuple[int, int], rest: tuple[int, int, int], pixels: bytes
) -> None:
    read_or_refused(png(ihdr(*sides, *rest), (b"IDAT", pixels), IEND))
