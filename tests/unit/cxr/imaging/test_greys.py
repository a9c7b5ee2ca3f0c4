"""The look of a film does not depend on the container in which its numbers came."""

import io
import struct
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import dicom
from tests.support.films.images import chest, drawn_film, encode
from tests.support.films.reading import shown

GREY = drawn_film()
DEEP = (300 + 13 * GREY.astype(np.uint16)).astype(np.uint16)
NO_WINDOW: dict[str, Any] = {"WindowCenter": None, "WindowWidth": None}


def framed(film: Any, frame: int, width: int) -> Any:
    return np.pad(film, width, constant_values=frame)


def big_endian_tiff(film: Any) -> bytes:
    return encode(Image.frombytes("I;16B", film.shape[::-1], film.astype(">u2").tobytes()), "TIFF")


def channels(*bands: Any) -> bytes:
    return bytes(imagecodecs.png_encode(np.dstack(bands)))


def deep_tiff(pixels: Any) -> bytes:
    """Uncompressed samples of 16 bits: Pillow writes none in several channels."""
    height, width, count = pixels.shape
    transparency = [(338, 3, 1, 2)] if count in (2, 4) else []
    bits_at, data = 8 + 2 + (9 + len(transparency)) * 12 + 4, pixels.astype("<u2").tobytes()
    tags = [
        *((256, 4, 1, width), (257, 4, 1, height)),
        (258, 3, count, bits_at if count > 2 else 16 | 16 << 16),
        *((259, 3, 1, 1), (262, 3, 1, 2 if count > 2 else 1), (273, 4, 1, bits_at + 2 * count)),
        *((277, 3, 1, count), (278, 4, 1, height), (279, 4, 1, len(data)), *transparency),
    ]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    head: bytes = b"II*\0\x08\0\0\0" + directory
    return head + struct.pack(f"<{count}H", *[16] * count) + bytes(data)


CONTAINERS: dict[str, Callable[[Any], bytes]] = {
    "png": encode,
    "tiff": lambda film: encode(film, "TIFF"),
    "tiff_deflate": lambda film: encode(film, "TIFF", compression="tiff_deflate"),
    "tiff_big_endian": big_endian_tiff,
    "png_of_three_channels": lambda film: channels(film, film, film),
    "png_with_alpha": lambda film: bytes(
        imagecodecs.png_encode(np.dstack([film, np.full_like(film, 65535)]))
    ),
    "png_of_four_channels": lambda film: channels(film, film, film, np.full_like(film, 65535)),
    "tiff_of_three_channels": lambda film: deep_tiff(np.dstack([film] * 3)),
    "tiff_with_alpha": lambda film: deep_tiff(np.dstack([film, np.full_like(film, 65535)])),
    "dicom": lambda film: dicom(film, **NO_WINDOW),
    "dicom_monochrome1": lambda film: dicom(
        film.max() - film, PhotometricInterpretation="MONOCHROME1", **NO_WINDOW
    ),
    "dicom_rescaled": lambda film: dicom(film, RescaleSlope="0.5", RescaleIntercept="-1000", **NO_WINDOW),
    "dicom_in_a_wrong_window": lambda film: dicom(film, WindowCenter="60000", WindowWidth="10"),
}
"""Ways in which the same numbers come."""


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_same_numbers_look_the_same_in_every_container(container: str) -> None:
    assert np.abs(shown(CONTAINERS[container](DEEP)) - shown(encode(DEEP))).max() <= 1


@pytest.mark.parametrize("container", ["png", "tiff", "png_of_three_channels", "tiff_with_alpha"])
def test_greys_of_8_bits_look_the_same_where_they_fill_16(container: str) -> None:
    doubled = GREY.astype(np.uint16) * 257
    assert np.array_equal(shown(CONTAINERS[container](doubled)), GREY)


@pytest.mark.parametrize("size", [(300, 240), (3000, 2400)])
def test_greys_of_8_bits_look_the_same_at_any_size(size: tuple[int, int]) -> None:
    film = np.asarray(Image.fromarray(GREY).resize(size))
    assert np.abs(shown(encode(film.astype(np.uint16) * 257)) - shown(encode(film))).max() <= 1


def test_greys_of_8_bits_look_the_same_in_a_dicom_file_without_window() -> None:
    assert np.array_equal(shown(dicom(GREY, **NO_WINDOW)), GREY)


@pytest.mark.parametrize("key", [0, 257 * 40, 65535])
@pytest.mark.parametrize("factor", [257, 16])
def test_a_transparent_grey_changes_nothing_but_itself(key: int, factor: int) -> None:
    film = GREY.astype(np.uint16) * factor
    with_key, without = shown(encode(film, transparency=key)), shown(encode(film))
    is_key = film == key
    assert (with_key[is_key] == 0).all()
    assert np.abs(with_key - without)[~is_key].max() <= 3


@pytest.mark.parametrize("channels", [1, 3])
def test_transparent_pixels_of_16_bits_are_black_and_do_not_count(channels: int) -> None:
    alpha = np.full_like(DEEP, 65535)
    alpha[:60] = 0
    film = DEEP.copy()
    film[:60] = 65535
    seen = shown(bytes(imagecodecs.png_encode(np.dstack([film] * channels + [alpha]))))
    assert (seen[:60] == 0).all()
    assert np.abs(seen[60:] - shown(encode(DEEP[60:]))).max() <= 1


@pytest.mark.parametrize("white", [4095, 16383, 65535])
@pytest.mark.parametrize("width", [1, 3, 8, 12])
@pytest.mark.parametrize("container", ["png", "tiff", "dicom"])
def test_a_white_frame_does_not_darken_the_film(container: str, width: int, white: int) -> None:
    film = shown(CONTAINERS[container](framed(DEEP, white, width)))
    inside = film[width:-width, width:-width]
    assert np.abs(inside - shown(encode(DEEP))).mean() <= (2 if white > 4095 else 8)
    assert film[0].max() == film[:, -1].max() == 0


@pytest.mark.parametrize("ground", [0, 300])
def test_a_black_frame_does_not_brighten_the_film(ground: int) -> None:
    film = shown(encode(framed(DEEP, ground, 10)))
    assert np.abs(film[10:-10, 10:-10] - shown(encode(DEEP))).mean() <= 2


def test_frames_in_each_other_are_all_left_out() -> None:
    film = shown(encode(framed(framed(framed(DEEP, 0, 3), 65535, 3), 0, 3)))
    assert np.abs(film[9:-9, 9:-9] - shown(encode(DEEP))).mean() <= 2


@pytest.mark.parametrize("share", [0.002, 0.02, 0.1])
def test_letters_at_full_white_do_not_darken_the_film(share: float) -> None:
    marked = DEEP.copy()
    marked[100 : 100 + int(240 * share**0.5), 20 : 20 + int(300 * share**0.5)] = 65535
    rest = marked != 65535
    assert np.abs(shown(encode(marked)) - shown(encode(DEEP)))[rest].mean() <= 3


def test_a_white_frame_of_8_bits_is_black_and_the_film_stays() -> None:
    film = shown(encode(framed(GREY, 255, 6)))
    assert np.array_equal(film[6:-6, 6:-6], GREY)
    assert film[:6].max() == film[:, :6].max() == film[-6:].max() == film[:, -6:].max() == 0


@pytest.mark.parametrize("sides", [slice(0, 6), slice(-6, None)])
def test_a_white_edge_on_one_side_stays(sides: slice) -> None:
    film = GREY.copy()
    film[sides] = 255
    assert np.array_equal(shown(encode(film)), film)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.integers(1, 250), st.integers(0, 5000), st.integers(0, 9), st.sampled_from([0, 65535]))
def test_depth_offset_and_frame_do_not_change_the_look(
    scale: int, offset: int, width: int, frame: int
) -> None:
    deep = np.minimum(offset + scale * GREY.astype(np.int64), 65535 - 1).astype(np.uint16)
    if offset + scale * 255 > 60_000:
        return
    inside = slice(width, -width or None)
    film = shown(encode(framed(deep, frame, width)))[inside, inside]
    assert np.abs(film - shown(encode(DEEP))).mean() <= 6


@pytest.mark.parametrize("frame", [0, 65535])
def test_a_blank_film_in_a_frame_is_blank(frame: int) -> None:
    with pytest.raises(FilmRefused) as refused:
        read(encode(framed(np.full((200, 200), 900, np.uint16), frame, 5)))
    assert refused.value.reason is RefusalReason.BLANK


def test_a_deep_negative_is_put_right_with_its_transparent_grey() -> None:
    film = io.BytesIO()
    Image.fromarray(65535 - DEEP).save(film, "TIFF", tiffinfo={262: 0})
    assert np.abs(shown(film.getvalue()) - shown(encode(DEEP))).max() <= 1


def test_colour_of_16_bits_is_read_as_grey() -> None:
    film = np.dstack([chest()] * 3).astype(np.uint16) * 257
    film[..., 0] //= 2
    assert read(bytes(imagecodecs.png_encode(film))).width == 300
