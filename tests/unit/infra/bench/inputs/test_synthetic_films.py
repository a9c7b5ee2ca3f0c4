"""The synthetic films are readable films of the kind and size that their names state."""

import io

import numpy as np
import pytest
from PIL import Image

from cxr.imaging.dicom.parser import parse
from cxr.imaging.dicom.pixels.pixel_data import pixel_codes
from cxr.imaging.reader import read
from infra.bench.inputs.dicom_files import TRANSFER_SYNTAXES, dicom_file
from infra.bench.inputs.image_files import IMAGE_FORMATS, image_file
from infra.bench.inputs.synthetic_film import size_of, synthetic_film

LOSSLESS = [syntax for syntax in TRANSFER_SYNTAXES if "lossy" not in syntax]


@pytest.mark.parametrize("kind", IMAGE_FORMATS)
def test_an_image_file_is_read_at_its_size_as_the_same_film(kind: str) -> None:
    film = read(image_file(0.1, kind))
    assert film.width * film.height == pytest.approx(100_000, rel=0.01)
    shown = np.asarray(film.image).ravel()
    assert np.corrcoef(shown, synthetic_film(0.1, 8).ravel())[0, 1] > 0.95


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("JPEG", ("JPEG", "L", False)),
        ("JPEG, progressive colour", ("JPEG", "RGB", True)),
        ("PNG", ("PNG", "L", False)),
        ("PNG, 16 bits", ("PNG", "I;16", False)),
        ("PNG, colour and alpha", ("PNG", "RGBA", False)),
        ("TIFF, 16 bits", ("TIFF", "I;16", False)),
        ("TIFF, colour", ("TIFF", "RGB", False)),
        ("BMP, colour", ("BMP", "RGB", False)),
        ("WebP", ("WEBP", "RGB", False)),
        ("WebP, lossless and alpha", ("WEBP", "RGBA", False)),
    ],
)
def test_an_image_file_is_of_the_kind_in_its_name(kind: str, expected: tuple[str, str, bool]) -> None:
    with Image.open(io.BytesIO(image_file(0.1, kind))) as made:
        assert (made.format, made.mode, "progressive" in made.info) == expected


def test_a_lossy_dicom_film_differs_by_less_than_the_grain() -> None:
    parsed = parse(dicom_file(0.1, "JPEG 2000, lossy"))
    apart = pixel_codes(parsed).astype(int) - synthetic_film(0.1, 12)
    assert parsed.transfer_syntax == TRANSFER_SYNTAXES["JPEG 2000, lossy"][0]
    assert 0 < np.abs(apart).mean() < 25


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_every_lossless_transfer_syntax_contains_the_same_film(syntax: str) -> None:
    file = dicom_file(0.1, syntax)
    parsed = parse(file)
    assert parsed.transfer_syntax == TRANSFER_SYNTAXES[syntax][0]
    assert np.array_equal(pixel_codes(parsed), synthetic_film(0.1, 12))
    assert read(file).image.mode == "L"


def test_a_film_uses_its_bit_depth_and_has_grain() -> None:
    film = synthetic_film(0.1, 12)
    assert film.max() > 255
    assert film.max() <= 4095
    assert np.abs(np.diff(film.astype(int), axis=1)).mean() > 5


def test_a_film_keeps_the_proportions_of_the_sample() -> None:
    width, height = size_of(2, 1.25)
    assert width * height == pytest.approx(2e6, rel=0.01)
    assert width / height == pytest.approx(1.25, rel=0.01)
