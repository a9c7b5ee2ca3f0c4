"""The films that are measured are films: read, judged fit to be shown, and as large as they say."""

from collections.abc import Callable

import numpy as np
import pytest

from cxr.dicom.parsing import parse
from cxr.dicom.pixel_data import pixel_codes
from cxr.radiograph import read
from infra.bench import films
from infra.bench.dicoms import SYNTAXES, dicom


@pytest.mark.parametrize("encode", [films.jpeg, films.png])
def test_a_picture_is_read_at_its_size(encode: Callable[[float], bytes]) -> None:
    film = read(encode(0.1))
    assert film.width * film.height == pytest.approx(100_000, rel=0.01)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_transfer_syntax_holds_the_same_twelve_bit_film(syntax: str) -> None:
    file = dicom(0.1, syntax)
    parsed = parse(file)
    assert parsed.transfer_syntax == SYNTAXES[syntax][0]
    assert np.array_equal(pixel_codes(parsed), films.film(0.1, 12))
    assert read(file).image.mode == "L"


def test_the_film_uses_its_depth_and_has_grain() -> None:
    film = films.film(0.1, 12)
    assert film.max() > 255
    assert film.max() <= 4095
    assert np.abs(np.diff(film.astype(int), axis=1)).mean() > 5


def test_a_film_keeps_the_proportions_of_the_sample() -> None:
    width, height = films.size_of(2, 1.25)
    assert width * height == pytest.approx(2e6, rel=0.01)
    assert width / height == pytest.approx(1.25, rel=0.01)
