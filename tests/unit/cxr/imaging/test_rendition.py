"""The film before windowing: every level, shown by its default window as the preview shows it."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from cxr.imaging.previews import rendition
from cxr.imaging.reader import Radiograph, read
from cxr.study import DefaultWindow
from tests.support.films.dicoms import deep_chest, dicom
from tests.support.films.images import chest, encode

ORIENTATION = 274


def noisy_chest(width: int = 300, height: int = 240) -> npt.NDArray[np.uint16]:
    """A film with more levels than a preview has: its noise is finer than a grey."""
    film = deep_chest(12, width, height)
    film += np.random.default_rng(1).integers(0, 16, film.shape, np.uint16)
    return film


FILM = noisy_chest()


def table() -> Dataset:
    """A VOI look-up table that rises steeply at first."""
    made = Dataset()
    entries = np.sqrt(np.linspace(0, 1, 4096)) * 4095
    made.LUTDescriptor, made.LUTData = [4096, 0, 12], entries.astype(np.uint16).tobytes()
    made["LUTDescriptor"].VR, made["LUTData"].VR = "US", "OW"
    return made


FILMS = {
    "dicom": dicom(FILM),
    "negative": dicom(FILM, PhotometricInterpretation="MONOCHROME1"),
    "narrow_window": dicom(FILM, WindowCenter=1800, WindowWidth=1500),
    "wide_window": dicom(FILM, WindowCenter=3000, WindowWidth=8000),
    "no_window": dicom(FILM, WindowCenter=None, WindowWidth=None),
    "sigmoid": dicom(FILM, VOILUTFunction="SIGMOID", WindowCenter=1800, WindowWidth=2000),
    "table": dicom(FILM, VOILUTSequence=Sequence([table()])),
    "rescaled": dicom(
        FILM, RescaleSlope="-0.5", RescaleIntercept="2048", WindowCenter=1024, WindowWidth=2048
    ),
    "signed": dicom((FILM ^ 2048).astype(np.uint16), PixelRepresentation=1, WindowCenter=0, WindowWidth=4096),
    "padded": dicom(np.where(np.arange(300) < 20, 4095, FILM).astype(np.uint16), PixelPaddingValue=4095),
    "large": dicom(noisy_chest(2600, 2100)),
    "png": encode(Image.fromarray(FILM)),
    "tiff_on_its_side": encode(Image.fromarray(FILM), "TIFF"),
}


def shown(levels: npt.NDArray[np.uint16], window: DefaultWindow) -> npt.NDArray[np.int64]:
    """The greys that a page gives the levels."""
    steps = ((levels - window.black) * 255 / (window.white - window.black)).clip(0, 255)
    if window.curve:
        steps = np.interp(steps, np.arange(256), np.frombuffer(window.curve, np.uint8))
    greys: npt.NDArray[np.int64] = np.floor(steps + 0.5).astype(np.int64)
    return greys


def planes(png: bytes) -> npt.NDArray[np.uint16]:
    """The levels of a rendition."""
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.mode == "L"
        upper, lower = np.split(np.asarray(picture).astype(np.uint16), 2)
    return upper * np.uint16(256) + lower


def worst_difference(film: Radiograph) -> Any:
    assert film.deep
    assert film.deep.levels.shape == film.image.size[::-1]
    return np.abs(shown(film.deep.levels, film.deep.window) - np.asarray(film.image)).max()


@pytest.mark.parametrize("name", FILMS)
def test_the_default_window_shows_the_film_as_its_preview_does(name: str) -> None:
    # A table's greys are a curve of 256 steps, and a large film is reduced before its window, not after.
    assert worst_difference(read(FILMS[name])) <= (3 if name in ("sigmoid", "table", "large") else 1)


def test_a_straight_window_needs_no_curve_and_a_table_has_one() -> None:
    curves = {}
    for name in ("dicom", "negative", "narrow_window", "no_window", "sigmoid", "table"):
        deep = read(FILMS[name]).deep
        assert deep
        curves[name] = deep.window.curve is not None
    assert [name for name, has_curve in curves.items() if has_curve] == ["sigmoid", "table"]


def test_a_rendition_has_every_level_of_the_film() -> None:
    film = read(FILMS["dicom"])
    assert film.deep
    assert np.array_equal(planes(rendition.render(film.deep)), FILM)


def test_levels_are_the_stored_numbers_of_a_negative_as_well() -> None:
    film = read(FILMS["negative"])
    assert film.deep
    assert np.array_equal(film.deep.levels, FILM)
    assert film.deep.window.black > film.deep.window.white


def test_padding_is_black_at_every_window() -> None:
    film = read(FILMS["padded"])
    assert film.deep
    assert film.deep.levels[:, :20].max() == 0


def test_a_white_frame_is_black_before_windowing_too() -> None:
    framed = np.pad(FILM, 12, constant_values=4095).astype(np.uint16)
    film = read(dicom(framed))
    assert film.deep
    assert film.deep.levels[:12].max() == 0
    assert np.asarray(film.image)[:12].max() == 0


def test_a_rendition_is_upright_as_the_preview_is() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    film = read(encode(Image.fromarray(FILM), exif=exif))
    assert film.image.size == (240, 300)
    assert worst_difference(film) <= 1


@pytest.mark.parametrize(
    "film",
    [
        pytest.param(encode(chest(), "JPEG"), id="jpeg"),
        pytest.param(encode(chest()), id="png"),
        pytest.param(dicom(chest()), id="dicom_of_8_bits"),
        pytest.param(dicom(deep_chest()), id="greys_of_8_bits_in_12"),
        pytest.param(encode(Image.fromarray(chest().astype(np.uint16) * 257)), id="greys_of_8_bits_in_16"),
    ],
)
def test_a_film_of_256_levels_needs_no_rendition(film: bytes) -> None:
    assert read(film).deep is None
