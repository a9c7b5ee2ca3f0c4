"""Bytes in, one upright grey film or a reason out."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.imaging.size_limits import MAX_PIXELS, VIEWING_SIDE
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason
from tests.support.films.images import chest, encode
from tests.support.films.reading import shown

JPEG = encode(chest(), "JPEG")
PROGRESSIVE = encode(chest(), "JPEG", progressive=True)
LAST_SCAN = PROGRESSIVE[PROGRESSIVE.rindex(b"\xff\xda") : -2]
MANY_SCANS = PROGRESSIVE[:-2] + LAST_SCAN * 1000 + b"\xff\xd9"
TWELVE_BIT = JPEG.replace(b"\xff\xc0\x00\x0b\x08", b"\xff\xc0\x00\x0b\x0c")


SHORT, ASCII = 3, 2
"""EXIF's field types."""


def exif_of(*fields: tuple[int, int, int]) -> bytes:
    """EXIF with (tag, type, value) as given, whether or not that makes sense."""
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in fields)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(fields)) + entries + bytes(4)


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "LA", "RGBA"])
def test_a_png_of_any_mode_reads_as_the_same_grey_film(mode: str) -> None:
    data = encode(Image.fromarray(chest()).convert(mode))
    assert np.abs(shown(data) - chest()).max() <= 3


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_of_any_mode_reads_as_the_same_grey_film(mode: str) -> None:
    data = encode(Image.fromarray(chest()).convert(mode), "JPEG", quality=95)
    assert np.abs(shown(data) - chest()).mean() <= 3


@pytest.mark.parametrize("bits", [10, 12, 16])
def test_a_16_bit_png_is_windowed_to_the_range_it_uses(bits: int) -> None:
    deep = chest().astype(np.uint16) << (bits - 8)
    film = shown(encode(deep))
    assert (film.min(), film.max()) == (0, 255)
    assert np.corrcoef(film.ravel(), chest().ravel())[0, 1] > 0.99


def test_a_bright_marker_does_not_darken_a_16_bit_film() -> None:
    deep = chest().astype(np.uint16) << 4
    deep[:16, :16] = 65535
    assert abs(np.median(shown(encode(deep))) - np.median(shown(encode(chest().astype(np.uint16))))) < 10


@pytest.mark.parametrize(
    ("kind", "orientation"), [(SHORT, 0), (SHORT, 9), (SHORT, 65535), (ASCII, 0x36), (0, 6)]
)
def test_an_orientation_that_does_not_exist_is_ignored(kind: int, orientation: int) -> None:
    film = read(encode(chest(), "PNG", exif=exif_of((0x0112, kind, orientation))))
    assert (film.width, film.height) == film.image.size == (300, 240)


def test_a_one_bit_picture_is_read() -> None:
    assert read(encode(Image.fromarray(chest()).convert("1"))).image.mode == "L"


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 2), (6, 1), (8, 3)])
def test_a_film_on_its_side_is_put_upright_by_its_exif(orientation: int, turn: int) -> None:
    exif = exif_of((0x0112, SHORT, orientation), (0x011A, ASCII, 0x61))
    film = read(encode(np.rot90(chest(), turn).copy(), "PNG", exif=exif))
    assert (film.width, film.height) == (300, 240)
    assert np.abs(np.asarray(film.image).astype(int) - chest()).max() == 0


def test_transparent_pixels_are_black() -> None:
    layers = np.dstack([chest()] * 3 + [np.full_like(chest(), 255)])
    layers[:60, :, 3] = 0
    assert shown(encode(layers))[:60].max() == 0


def test_a_large_film_is_kept_at_viewing_size_and_remembers_its_own() -> None:
    film = read(encode(chest(4000, 3000), "JPEG"))
    assert (film.width, film.height) == (4000, 3000)
    assert film.image.size == (VIEWING_SIDE, 1536)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", RefusalReason.NOT_AN_IMAGE, id="empty"),
        pytest.param(b"Dear colleague, ...", RefusalReason.NOT_AN_IMAGE, id="text"),
        pytest.param(b"\xff\xd8\xff\xe0", RefusalReason.CORRUPT, id="jpeg_magic_alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n", RefusalReason.CORRUPT, id="png_magic_alone"),
        pytest.param(encode(chest(63, 200)), RefusalReason.TOO_SMALL, id="63_pixels"),
        pytest.param(encode(np.zeros((200, 200), np.uint8)), RefusalReason.BLANK, id="black"),
        pytest.param(encode(np.full((200, 200), 255, np.uint8)), RefusalReason.BLANK, id="white"),
        pytest.param(encode(np.full((99, 99), 1000, np.uint16) + 1), RefusalReason.BLANK, id="blank_16_bit"),
        pytest.param(encode(chest(64, 9000)), RefusalReason.TOO_SMALL, id="strip"),
        pytest.param(JPEG[:600] + b"\xff\xd9", RefusalReason.CORRUPT, id="jpeg_cut_and_closed"),
        pytest.param(JPEG[: len(JPEG) // 2].ljust(len(JPEG), b"\0"), RefusalReason.CORRUPT, id="jpeg_padded"),
        pytest.param(MANY_SCANS, RefusalReason.CORRUPT, id="thousand_scans"),
        pytest.param(TWELVE_BIT, RefusalReason.UNSUPPORTED_FORMAT, id="twelve_bit_jpeg"),
        pytest.param(bytes(MAX_UPLOAD_BYTES + 1), RefusalReason.TOO_LARGE, id="too_many_bytes"),
    ],
)
def test_what_is_no_readable_film_is_refused_with_its_reason(data: bytes, reason: RefusalReason) -> None:
    with pytest.raises(FilmRefused) as refused:
        read(data)
    assert refused.value.reason is reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_truncated_film_is_corrupt(kind: str, tenth: int) -> None:
    noisy = np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8)
    data = encode(noisy, kind)
    with pytest.raises(FilmRefused) as refused:
        read(data[: len(data) * tenth // 10])
    assert refused.value.reason is RefusalReason.CORRUPT


def test_64_pixels_are_just_enough() -> None:
    assert read(encode(chest(64, 64))).image.size == (64, 64)


@pytest.mark.parametrize("side", [8001, 30_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_by_its_header(side: int) -> None:
    tracemalloc.start()
    with pytest.raises(FilmRefused) as refused:
        read(_png_header(side, side))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert side * side > MAX_PIXELS
    assert refused.value.reason is RefusalReason.TOO_LARGE
    assert peak < 1_000_000


@pytest.mark.parametrize(
    "declared", ["image/png", "image/x-png", "IMAGE/PNG; q=1", "application/octet-stream", "", None]
)
def test_a_type_that_is_true_or_left_open_is_accepted(declared: str | None) -> None:
    assert read(encode(chest()), declared).width == 300


@pytest.mark.parametrize("declared", ["image/jpeg", "application/pdf", "text/plain"])
def test_a_declared_type_that_lies_is_refused(declared: str) -> None:
    with pytest.raises(FilmRefused) as refused:
        read(encode(chest()), declared)
    assert refused.value.reason is RefusalReason.TYPE_MISMATCH


def _png_header(width: int, height: int) -> bytes:
    """A PNG that promises ``width`` x ``height`` pixels and holds a few bytes."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 99)),
    ]
    file = io.BytesIO()
    file.write(b"\x89PNG\r\n\x1a\n")
    for name, body in parts:
        file.write(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))
    return file.getvalue()
