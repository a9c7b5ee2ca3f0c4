"""JPEG 2000 films that are larger than what is kept: decoded at a lower resolution, their greys right."""

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
from pydicom import uid
from pydicom.encaps import encapsulate

from cxr.imaging.dicom.parser import parse
from cxr.imaging.dicom.pixels import jpeg_2000
from cxr.imaging.dicom.pixels.codestream import codestream_of
from cxr.imaging.dicom.pixels.pixel_data import pixel_codes
from cxr.imaging.reader import read
from tests.support.films.dicoms import dataset, deep_chest, dicom, written
from tests.support.films.images import chest

WIDTH, HEIGHT = 3201, 1601
SYNTAXES = [uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless]
Codes = npt.NDArray[np.int64]


def large(bits: int) -> npt.NDArray[np.uint16] | npt.NDArray[np.uint8]:
    return deep_chest(bits, WIDTH, HEIGHT) if bits > 8 else chest(WIDTH, HEIGHT)


def signed_film(bits: int, **elements: int | None) -> bytes:
    """A film whose codes lie around zero."""
    codes = deep_chest(bits, WIDTH, HEIGHT).astype(np.int32) - (1 << (bits - 1))
    made = dataset(deep_chest(bits, WIDTH, HEIGHT), PixelRepresentation=1, WindowCenter=0, **elements)
    stream = imagecodecs.jpeg2k_encode(
        codes.astype(np.int16), 0, codecformat="j2k", reversible=True, bitspersample=bits
    )
    made.PixelData = encapsulate([bytes(stream)])
    made["PixelData"].VR = "OB"
    return written(made, uid.JPEG2000Lossless)


def in_full(film: bytes, monkeypatch: pytest.MonkeyPatch) -> Codes:
    with monkeypatch.context() as patch:
        patch.setattr(jpeg_2000, "_halvings", lambda *_: 0)
        return np.asarray(read(film).image).astype(np.int64)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.keyword)
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_a_large_film_is_halved_and_shows_the_same_greys(
    syntax: uid.UID, bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = dicom(large(bits), syntax)
    assert pixel_codes(parse(film)).shape == (801, 1601)
    seen = read(film)
    assert (seen.image.size, seen.width, seen.height) == ((1601, 801), WIDTH, HEIGHT)
    whole = in_full(film, monkeypatch)
    assert whole.shape == (1024, 2048)
    small = np.asarray(read(film).image.resize((2048, 1024))).astype(np.int64)
    assert np.abs(small - whole).mean() < 0.5


@pytest.mark.parametrize("bits", [12, 16])
def test_signed_codes_keep_their_sign(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    film = signed_film(bits)
    codes = pixel_codes(parse(film))
    assert codes.shape == (801, 1601)
    values = codes.astype(np.uint16).view(np.int16)
    assert (values.min() < 0, values.max() > 0) == (True, True)
    small = np.asarray(read(film).image.resize((2048, 1024))).astype(np.int64)
    assert np.abs(small - in_full(film, monkeypatch)).mean() < 0.5


@pytest.mark.parametrize(
    "elements",
    [
        {"PixelPaddingValue": 0},
        {"BitsStored": 11, "HighBit": 10},
        {"HighBit": 15, "BitsStored": 12},
    ],
    ids=["padding", "an overlay above the stored bits", "stored bits above the lowest"],
)
def test_codes_that_must_not_be_mixed_are_decoded_in_full(elements: dict[str, int]) -> None:
    film = dicom(large(12), uid.JPEG2000Lossless, **elements)
    assert pixel_codes(parse(film)).shape == (HEIGHT, WIDTH)


def test_a_film_of_viewing_size_is_decoded_in_full() -> None:
    film = dicom(deep_chest(12, 3000, 2000), uid.JPEG2000Lossless)
    assert pixel_codes(parse(film)).shape == (2000, 3000)


def test_a_film_with_fewer_resolutions_is_halved_as_often_as_it_can_be() -> None:
    pixels = large(12)
    stream = imagecodecs.jpeg2k_encode(
        pixels, 0, codecformat="j2k", reversible=True, bitspersample=12, resolutions=1
    )
    assert codestream_of(bytes(stream)).levels == 0
    made = dataset(pixels)
    made.PixelData = encapsulate([bytes(stream)])
    made["PixelData"].VR = "OB"
    assert pixel_codes(parse(written(made, uid.JPEG2000Lossless))).shape == (HEIGHT, WIDTH)


def test_pixels_that_are_not_square_are_made_so_in_the_smaller_film() -> None:
    film = dicom(large(12), uid.JPEG2000Lossless, PixelSpacing=[0.3, 0.15])
    seen = read(film)
    assert (seen.width, seen.height) == (WIDTH, 2 * HEIGHT)
    assert abs(seen.image.width / seen.image.height - WIDTH / (2 * HEIGHT)) < 0.01
