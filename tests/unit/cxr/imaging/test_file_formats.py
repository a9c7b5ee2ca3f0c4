"""Every picture format that is read reads as the same film; the rest is refused by its content."""

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from cxr.imaging.file_format import FileFormat, file_format
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.images import chest, encode
from tests.support.films.reading import reason, shown

DEEP = chest().astype(np.uint16) << 4
PAGES = [Image.fromarray(chest()), Image.fromarray(255 - chest())]


@pytest.mark.parametrize(
    "data",
    [
        encode(chest(), "BMP"),
        encode(chest(), "TIFF"),
        encode(chest(), "TIFF", compression="tiff_lzw"),
        encode(chest(), "TIFF", compression="tiff_deflate"),
        encode(Image.fromarray(chest()).convert("RGB"), "TIFF"),
        encode(chest(), "WEBP", lossless=True),
    ],
    ids=["bmp", "tiff", "tiff_lzw", "tiff_deflate", "tiff_rgb", "webp"],
)
def test_a_picture_of_another_format_reads_as_the_same_film(data: bytes) -> None:
    assert np.abs(shown(data) - chest()).max() <= 3


def test_a_16_bit_tiff_is_windowed_as_a_16_bit_png_is() -> None:
    assert np.array_equal(shown(encode(DEEP, "TIFF")), shown(encode(DEEP, "PNG")))


def test_a_deep_tiff_whose_white_is_zero_is_put_right() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[262] = 0
    file = io.BytesIO()
    Image.fromarray(65535 - DEEP).save(file, "TIFF", tiffinfo=tags)
    negative = file.getvalue()
    picture = Image.open(io.BytesIO(negative))
    assert isinstance(picture, TiffImagePlugin.TiffImageFile)
    assert (picture.mode, picture.tag_v2[262]) == ("I;16", 0)
    assert np.abs(shown(negative) - shown(encode(DEEP, "TIFF"))).max() <= 1


def test_a_tiff_on_its_side_is_put_upright() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = 6
    film = read(encode(np.rot90(chest(), 1).copy(), "TIFF", tiffinfo=tags))
    assert (film.width, film.height) == film.image.size == (300, 240)
    assert np.abs(np.asarray(film.image).astype(int) - chest()).max() == 0


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            encode(PAGES[0], "TIFF", save_all=True, append_images=PAGES[1:]),
            RefusalReason.MULTI_FRAME,
            id="tiff_of_two_pages",
        ),
        pytest.param(
            encode(PAGES[0], "WEBP", save_all=True, append_images=PAGES[1:]),
            RefusalReason.MULTI_FRAME,
            id="animated_webp",
        ),
        pytest.param(
            encode(chest().astype(np.float32), "TIFF"), RefusalReason.UNSUPPORTED_FORMAT, id="tiff_of_floats"
        ),
        pytest.param(
            encode(chest().astype(np.int32) << 20, "TIFF"),
            RefusalReason.UNSUPPORTED_FORMAT,
            id="tiff_of_32_bits",
        ),
        pytest.param(encode(np.full((99, 99), 7, np.uint16), "TIFF"), RefusalReason.BLANK, id="blank_tiff"),
        pytest.param(encode(chest(4001, 2500), "WEBP", method=0), RefusalReason.TOO_LARGE, id="large_webp"),
        pytest.param(encode(chest(63, 99), "BMP"), RefusalReason.TOO_SMALL, id="small_bmp"),
    ],
)
def test_what_is_no_single_film_is_refused(data: bytes, expected: RefusalReason) -> None:
    assert reason(data) is expected


def test_a_webp_of_ten_megapixels_is_read_as_the_sentence_promises() -> None:
    assert read(encode(chest(4000, 2500), "WEBP", method=0)).width == 4000
    assert "(WebP: 10)" in RefusalReason.TOO_LARGE.sentence


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encode(chest(), "GIF"), id="gif"),
        pytest.param(encode(chest(), "ICO"), id="ico"),
        pytest.param(b"II\xbc\1" + bytes(99), id="jxr"),
        pytest.param(b"v/1\1" + bytes(99), id="exr"),
        pytest.param(b"NRRD0004\ntype: short\n", id="nrrd"),
        pytest.param(b"ObjectType = Image\nNDims = 2\n", id="meta_image"),
        pytest.param((348).to_bytes(4, "little") + bytes(344), id="nifti"),
        pytest.param(b"\x89HDF\r\n\x1a\n" + bytes(99), id="hdf5"),
        pytest.param(b"%PDF-1.7\n%...", id="pdf"),
        pytest.param(b"PK\x03\x04" + bytes(200), id="zip"),
        pytest.param(b"\x1f\x8b\x08" + bytes(99), id="gzip"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + bytes(99), id="7z"),
        pytest.param(b"Rar!\x1a\x07" + bytes(99), id="rar"),
        pytest.param(b"film.dcm".ljust(257, b"\0") + b"ustar" + bytes(99), id="tar"),
        pytest.param(b"\0\0\0\x18ftypisom" + bytes(99), id="mp4"),
        pytest.param(b"\x1aE\xdf\xa3" + bytes(99), id="mkv"),
        pytest.param(b"RIFF\0\0\0\0AVI LIST" + bytes(99), id="avi"),
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(99), id="heic"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(99), id="word"),
        pytest.param(b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), id="jp2"),
    ],
)
def test_documents_videos_and_archives_are_refused_by_their_content(data: bytes) -> None:
    assert reason(data) is RefusalReason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("kind", ["TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("tenth", range(2, 10))
def test_a_truncated_picture_is_corrupt(kind: str, tenth: int) -> None:
    noisy = np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8)
    data = encode(noisy, kind)
    assert reason(data[: len(data) * tenth // 10]) is RefusalReason.CORRUPT


def test_a_dicom_file_behind_the_head_of_another_format_is_a_dicom_file() -> None:
    assert file_format(b"II*\0".ljust(128, b"\0") + b"DICM") is FileFormat.DICOM


def test_pictures_are_read_without_loading_the_dicom_dictionary() -> None:
    program = (
        "import io, sys; from PIL import Image; from cxr.imaging.reader import read\n"
        "file = io.BytesIO(); Image.linear_gradient('L').save(file, 'PNG'); read(file.getvalue())\n"
        "sys.exit(bool({'pydicom', 'imagecodecs'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("content", [b"", b"Comment\0text", bytes(3000)], ids=len)
def test_a_remark_of_a_png_with_a_wrong_check_sum_takes_no_film_along(content: bytes) -> None:
    whole = encode(chest(), "PNG")
    at = whole.index(b"IDAT") - 4
    remark = len(content).to_bytes(4) + b"teXt" + content + b"\0\1\2\3"
    assert np.array_equal(shown(whole[:at] + remark + whole[at:]), chest())
    assert np.array_equal(shown(whole[:-12] + remark * 3 + whole[-12:]), chest())


def test_pixels_of_a_png_with_a_wrong_check_sum_are_corrupt() -> None:
    data = bytearray(encode(chest(), "PNG"))
    data[data.index(b"IDAT") + 30] ^= 1
    assert reason(bytes(data)) is RefusalReason.CORRUPT
