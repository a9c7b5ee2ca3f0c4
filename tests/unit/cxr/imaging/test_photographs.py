"""JPEG files as cameras, phones and office programs write them."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import uid
from pydicom.encaps import encapsulate

from cxr.imaging.reader import read
from cxr.imaging.structure.jpeg_markers import frame_of
from cxr.study import RefusalReason
from tests.support.films.dicoms import ENCODERS, dataset, deep_chest, dicom, written
from tests.support.films.images import chest, drawn_film, encode
from tests.support.films.reading import reason, shown

FILM = drawn_film()
WAYS = [{}, {"progressive": True}, {"optimize": True}, {"restart_marker_rows": 1}]
TAILS = [b"\0" * 512, b"\0", b"\xff" * 100, b" " * 33, bytes(range(256)) * 9]
NOISE = np.random.default_rng(0).integers(0, 255, (300, 240), np.uint8)


def with_further_pictures(*sizes: tuple[int, int], **options: Any) -> bytes:
    others = [Image.fromarray(chest(*size)) for size in sizes]
    return encode(FILM, "MPO", save_all=True, append_images=others, **options)


@pytest.mark.parametrize(
    "sizes", [((160, 120),), ((299, 239),), ((150, 120), (75, 60)), ((64, 64),) * 12], ids=str
)
def test_a_photograph_with_previews_is_one_film(sizes: tuple[tuple[int, int], ...]) -> None:
    assert np.array_equal(shown(with_further_pictures(*sizes)), shown(encode(FILM, "JPEG")))


def test_a_photograph_with_preview_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    film = read(with_further_pictures((100, 80), exif=exif))
    assert (film.width, film.height) == film.image.size == (240, 300)


@pytest.mark.parametrize("size", [(300, 240), (400, 300)])
def test_photographs_of_one_size_in_one_file_are_refused(size: tuple[int, int]) -> None:
    assert reason(with_further_pictures(size)) is RefusalReason.MULTI_FRAME


def test_a_preview_that_is_cut_off_takes_no_film_along() -> None:
    data = with_further_pictures((100, 80))
    assert np.array_equal(shown(data[: frame_of(data).end + 30]), shown(encode(FILM, "JPEG")))


@pytest.mark.parametrize("rows", [16, 17, 40, 100])
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"optimize": True}, {"restart_marker_rows": 1}], ids=str
)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_grey_foot_is_the_films_own(rows: int, options: dict[str, Any], mode: str) -> None:
    footed = np.vstack([FILM, np.full((rows, 300), 128, np.uint8)])
    film = read(encode(Image.fromarray(footed).convert(mode), "JPEG", quality=90, **options))
    assert (film.width, film.height) == (300, 240 + rows)


@pytest.mark.parametrize("size", [(2500, 2000), (5000, 4000)])
def test_a_grey_foot_of_a_large_film_is_its_own(size: tuple[int, int]) -> None:
    film = Image.fromarray(FILM).resize(size)
    film.paste(128, (0, size[1] - 500, size[0], size[1]))
    assert read(encode(film, "JPEG")).width == size[0]


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}], ids=str)
@pytest.mark.parametrize("tenth", range(1, 9))
def test_a_film_that_was_cut_off_and_closed_is_corrupt(
    tenth: int, options: dict[str, Any], mode: str
) -> None:
    data = encode(Image.fromarray(NOISE).convert(mode), "JPEG", **options)
    start = data.index(b"\xff\xda")
    end = len(data) if not options else data.index(b"\xff\xda", start + 2)
    cut = data[: start + (end - start) * tenth // 10].rstrip(b"\xff") + b"\xff\xd9"
    assert reason(cut) is RefusalReason.CORRUPT


@pytest.mark.parametrize(
    "tail", [b"\0" * 512, b"\0", b"\xff" * 100, b" " * 33, bytes(range(256)) * 9], ids=len
)
@pytest.mark.parametrize("syntax", list(ENCODERS), ids=lambda syntax: uid.UID(syntax).keyword)
def test_padding_behind_the_end_of_a_dicom_film_is_passed_over(syntax: str, tail: bytes) -> None:
    film = chest() if syntax == uid.JPEGBaseline8Bit else deep_chest()
    made = dataset(film)
    made.PixelData = encapsulate([ENCODERS[syntax](film) + tail])
    made["PixelData"].VR = "OB"
    assert np.array_equal(shown(written(made, syntax)), shown(dicom(film, syntax)))


@pytest.mark.parametrize("syntax", [uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLosslessSV1])
def test_a_grey_foot_of_a_dicom_film_is_its_own(syntax: str) -> None:
    film = chest() if syntax == uid.JPEGBaseline8Bit else deep_chest()
    film[-48:] = 128 if syntax == uid.JPEGBaseline8Bit else 2048
    assert read(dicom(film, syntax)).height == 240


def test_a_grey_foot_is_decoded_within_its_memory() -> None:
    film = Image.new("L", (600, 400), 128)
    film.paste(Image.fromarray(FILM), (0, 0))
    assert read(io.BytesIO(encode(film, "JPEG")).getvalue()).height == 400
