"""Bits and sign of a header that the pixels contradict: the film is shown by what the pixels hold."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.tag import Tag

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import Pixels, dataset, deep_chest, dicom, written

FILM = deep_chest(12, 150, 120)
FULL = {"BitsAllocated": 16, "BitsStored": 12, "HighBit": 11, "WindowCenter": 2048, "WindowWidth": 4096}


def shown(film: Any, **elements: Any) -> Any:
    return np.asarray(read(dicom(film, **FULL | elements)).image).astype(int)


REFERENCE = shown(FILM)


def signed(film: Pixels, by: int, bits: int = 16) -> Pixels:
    """The numbers shifted down by ``by``, in two's complement."""
    return ((film.astype(np.int64) - by) & ((1 << bits) - 1)).astype(np.uint16)


@pytest.mark.parametrize("bits", [8, 9, 10, 11])
def test_pixels_beyond_the_stored_bits_do_not_wrap(bits: int) -> None:
    assert np.array_equal(shown(FILM, BitsStored=bits, HighBit=bits - 1), REFERENCE)


@pytest.mark.parametrize("window", [{}, {"WindowCenter": None}])
@pytest.mark.parametrize("high_bit", [7, 9, 10, 12, 13, 15, 16, 200])
def test_a_high_bit_that_the_pixels_contradict_does_not_count(high_bit: int, window: dict[str, None]) -> None:
    assert np.array_equal(shown(FILM, HighBit=high_bit, **window), shown(FILM, **window))


def test_pixels_in_the_upper_bits_are_read_where_the_header_says_so() -> None:
    assert np.array_equal(shown(FILM << 4, HighBit=15), REFERENCE)


@pytest.mark.parametrize(("group", "bit"), [(0x6000, 15), (0x6002, 12), (0x601E, 14)])
def test_a_declared_overlay_is_masked(group: int, bit: int) -> None:
    film = FILM.copy()
    film[::7, ::5] |= 1 << bit
    made = dataset(film, **FULL)
    made.add_new(Tag(group, 0x0100), "US", 16)
    made.add_new(Tag(group, 0x0102), "US", bit)
    made.PixelData = film.tobytes()
    made["PixelData"].VR = "OW"
    assert np.array_equal(np.asarray(read(written(made)).image), REFERENCE)


def test_graphics_in_undeclared_bits_are_white_and_wrap_nothing() -> None:
    drawn = FILM.copy()
    drawn[10:14, 10:60] |= 0x8000
    film = shown(drawn)
    assert (film[10:14, 10:60] == 255).all()
    assert np.array_equal(film[20:], REFERENCE[20:])


@pytest.mark.parametrize("extended", [True, False], ids=["16_bits", "12_bits"])
def test_negative_numbers_are_read_in_either_form(extended: bool) -> None:
    film = signed(FILM, 2048, 16 if extended else 12)
    assert np.array_equal(shown(film, PixelRepresentation=1, WindowCenter=0), REFERENCE)


@pytest.mark.parametrize("window", [{}, {"WindowCenter": None}], ids=["window", "no_window"])
def test_unsigned_pixels_that_are_called_signed_do_not_wrap(window: dict[str, None]) -> None:
    film = FILM + 600  # both sides of the sign
    assert np.array_equal(shown(film, PixelRepresentation=1, **window), shown(film, **window))


@pytest.mark.parametrize("extended", [True, False], ids=["16_bits", "12_bits"])
def test_signed_pixels_that_are_called_unsigned_do_not_wrap(extended: bool) -> None:
    film = signed(FILM, 1500, 16 if extended else 12)
    window = {"WindowCenter": 2048 - 1500}
    assert np.array_equal(shown(film, **window), shown(film, PixelRepresentation=1, **window))
    assert np.array_equal(shown(film, **window), REFERENCE)


def test_a_white_frame_does_not_turn_the_sign() -> None:
    framed = FILM // 2
    framed[:3] = framed[-3:] = 4095
    framed[:, :3] = framed[:, -3:] = 4095
    inside = slice(4, -4)
    film = shown(framed, WindowCenter=1024, WindowWidth=2048)
    assert np.abs(film[inside, inside] - REFERENCE[inside, inside]).max() <= 1


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.integers(1, 16), st.integers(0, 20), st.sampled_from([0, 1]), st.integers(0, 3000))
def test_no_header_makes_neighbouring_greys_jump(bits: int, high_bit: int, sign: int, by: int) -> None:
    """The film of smooth steps stays one, or is refused: wrapped greys would tear it."""
    film = signed(FILM, by) if by > 1500 else FILM
    elements = {"BitsStored": bits, "HighBit": high_bit, "PixelRepresentation": sign, "WindowCenter": None}
    try:
        grey = shown(film, **elements)
    except FilmRefused as e:
        assert e.reason in (RefusalReason.BLANK, RefusalReason.CORRUPT)
        return
    torn = np.abs(np.diff(grey, axis=0)) > 128
    assert torn.mean() < 0.005
