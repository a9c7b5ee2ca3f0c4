"""A malformed value that is not needed to show a film does not cost the film."""

import logging
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import deep_chest, dicom, raw

FILM = deep_chest(12, 150, 120)
REFERENCE = np.asarray(read(dicom(FILM)).image).astype(int)

NUMBERS = [b"4096,0", b"4.096,0", b"abc", b"2048 HU", b"nan", b"-", b"\\", b"\0\0", b"\xff\xfe"]
"""What stands in decimal strings: commas, units, words, nothing."""

WORDS = ("BodyPartExamined", "ViewPosition", "PatientAge", "Laterality", "VOILUTFunction", "PatientBirthDate")

DECIMAL_STRINGS = (
    *("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept"),
    *("PixelSpacing", "ImagerPixelSpacing"),
)


def shown(**elements: Any) -> Any:
    return np.asarray(read(dicom(FILM, **elements)).image).astype(int)


def looks_like_the_film(film: Any) -> bool:
    """Whether it shows the same in the same order of greys, over most of their range."""
    low, high = np.percentile(film, [1, 99])
    return bool(
        film.shape == REFERENCE.shape
        and high - low > 100
        and np.corrcoef(film.ravel(), REFERENCE.ravel())[0, 1] > 0.98
    )


@pytest.mark.parametrize("value", [*NUMBERS, b"1e999"], ids=repr)
@pytest.mark.parametrize("keyword", DECIMAL_STRINGS)
def test_a_number_that_cannot_be_read_is_left_aside(keyword: str, value: bytes) -> None:
    assert looks_like_the_film(shown(**{keyword: raw(keyword, value)}))


@pytest.mark.parametrize("value", [b"one", b"1,0", b"1 frame", b"\\", b"\xff\xfe"], ids=repr)
def test_a_number_of_frames_that_cannot_be_read_is_left_aside(value: bytes) -> None:
    assert looks_like_the_film(shown(NumberOfFrames=raw("NumberOfFrames", value)))


def test_a_window_with_decimal_commas_is_the_window() -> None:
    commas: dict[str, Any] = {
        "WindowCenter": raw("WindowCenter", b"1500,5"),
        "WindowWidth": raw("WindowWidth", b"3000,0"),
    }
    assert np.array_equal(shown(**commas), shown(WindowCenter="1500.5", WindowWidth="3000.0"))


@pytest.mark.parametrize(
    "elements",
    [
        {"WindowWidth": None},
        {"WindowCenter": None},
        {"WindowCenter": "", "WindowWidth": ""},
        {"WindowWidth": 0},
        {"WindowWidth": -4096},
        {"WindowCenter": [2048, 300], "WindowWidth": [4096]},
        {"WindowCenter": 8192, "WindowWidth": 16384},
        {"WindowCenter": 4096, "WindowWidth": 8192},
        {"WindowCenter": 32768, "WindowWidth": 65536},
        {"WindowCenter": 1024, "WindowWidth": 2048},
        {"WindowCenter": 512, "WindowWidth": 1024},
        {"WindowCenter": 40, "WindowWidth": 400},
        {"WindowCenter": 128, "WindowWidth": 256},
        {"VOILUTFunction": "LINEAR_X"},
        {"VOILUTFunction": "SIGMOID", "WindowWidth": 0},
        {"RescaleSlope": "0"},
        {"RescaleSlope": "0.0001"},
        {"RescaleSlope": "0.000000001"},
        {"RescaleSlope": "1e300"},
        {"RescaleIntercept": "1e300"},
        {"PixelSpacing": "0.139"},
        {"PixelSpacing": ["0.139", "0.139", "0.139"]},
        {"PixelSpacing": ["0", "0"]},
        {"ImagerPixelSpacing": ["-1", "1"]},
        {"PixelPaddingValue": 0, "PixelPaddingRangeLimit": 4095},
        {"HighBit": 65535},
        {"HighBit": None},
        {"SamplesPerPixel": None},
        {"PixelRepresentation": None},
        {"BitsAllocated": raw("BitsAllocated", b"16", "LO")},
        {"PhotometricInterpretation": raw("PhotometricInterpretation", b"MONOCHROME2\\MONOCHROME2")},
        {"PhotometricInterpretation": raw("PhotometricInterpretation", b"MONOCHROM 2")},
        {"NumberOfFrames": 0},
        {"ViewCodeSequence": raw("ViewCodeSequence", b"PA", "LO")},
        {"AnatomicRegionSequence": raw("AnatomicRegionSequence", b"chest", "LO")},
        {"VOILUTSequence": raw("VOILUTSequence", b"none", "LO")},
        {"ModalityLUTSequence": [Dataset()]},
        {"VOILUTSequence": [Dataset()]},
        {"PatientAge": raw("PatientAge", b"\xff\xfe\xfd")},
        {"BodyPartExamined": raw("BodyPartExamined", b"\0\0")},
        {"Laterality": raw("Laterality", b"\xe9\xe9")},
    ],
    ids=lambda elements: ",".join(f"{name}={value}"[:40] for name, value in elements.items()),
)
def test_a_value_that_makes_no_sense_is_left_aside(elements: dict[str, Any]) -> None:
    assert looks_like_the_film(shown(**elements))


@pytest.mark.parametrize("name", ["PixelSpacing", "ImagerPixelSpacing"])
def test_spacing_with_decimal_commas_makes_pixels_square(name: str) -> None:
    spacing: dict[str, Any] = {name: raw(name, b"0,2\\0,1")}
    film = read(dicom(FILM, **spacing))
    assert (film.width, film.height) == (150, 240)


def test_the_log_names_the_element_and_not_its_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        shown(WindowCenter=raw("WindowCenter", b"Erasmus"), PixelSpacing=raw("PixelSpacing", b"Winterbottom"))
    assert "WindowCenter" in caplog.text
    assert "PixelSpacing" in caplog.text
    assert "Erasmus" not in caplog.text
    assert "Winterbottom" not in caplog.text


def test_a_sound_header_leaves_no_note(caplog: pytest.LogCaptureFixture) -> None:
    shown(PixelSpacing=["0.139", "0.139"], RescaleSlope="1", RescaleIntercept="0", PatientAge="003Y")
    assert caplog.text == ""


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(
    st.dictionaries(
        st.sampled_from((*DECIMAL_STRINGS, *WORDS)),
        st.one_of(st.binary(max_size=16), st.text(max_size=8).map(str.encode), st.sampled_from(NUMBERS)),
        max_size=5,
    )
)
def test_no_value_of_an_unneeded_element_makes_a_film_damaged(values: dict[str, bytes]) -> None:
    try:
        shown(**{keyword: raw(keyword, value) for keyword, value in values.items()})
    except FilmRefused as e:
        assert e.reason in (RefusalReason.OTHER_BODY_PART, RefusalReason.NOT_FRONTAL, RefusalReason.TOO_SMALL)


@pytest.mark.parametrize(
    "stated", [b"MONOCHROME1", b"monochrome1", b"MONOCHROME 1", b"MONOCHROM1", b"MONOCHROME1\\"]
)
def test_a_film_whose_white_is_black_is_put_right_however_it_is_spelled(stated: bytes) -> None:
    turned = raw("PhotometricInterpretation", stated)
    film = np.asarray(read(dicom(4095 - FILM, PhotometricInterpretation=turned)).image).astype(int)
    assert np.abs(film - REFERENCE).max() <= 1
