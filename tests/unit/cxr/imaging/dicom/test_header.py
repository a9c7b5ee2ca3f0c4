"""What is kept of a DICOM header, from the bytes of a file on."""

from typing import Any

import pytest

from cxr.imaging.radiograph import RetainedHeader
from cxr.imaging.reader import read
from tests.support.films.dicoms import deep_chest, dicom

FILM = deep_chest(12)
YEAR = 365.25


def header(**elements: Any) -> RetainedHeader:
    kept = read(dicom(FILM, **elements)).header
    assert kept is not None
    return kept


@pytest.mark.parametrize(
    ("elements", "age"),
    [
        ({"PatientAge": "005D"}, 5 / YEAR),
        ({"PatientAge": "010W"}, 70 / YEAR),
        ({"PatientAge": "018M"}, 1.5),
        ({"PatientAge": "003Y"}, 3),
        ({"PatientAge": "052Y"}, 52),
        ({"PatientAge": "052y"}, 52),
        ({"PatientAge": "000D"}, 0),
        ({"PatientAge": "45Y"}, 45),
        ({"PatientAge": "5Y"}, 5),
        ({"PatientAge": "0052Y"}, 52),
        ({"PatientAge": "6M"}, 0.5),
        ({"PatientAge": "1000Y"}, None),
        ({"PatientAge": "52"}, 52),
        ({"PatientAge": "Y"}, None),
        ({"PatientAge": "-05Y"}, None),
        ({"PatientAge": ""}, None),
        ({}, None),
        ({"PatientBirthDate": "20220401", "StudyDate": "20260401"}, 1461 / YEAR),
        ({"PatientBirthDate": "20260401", "StudyDate": "20260408"}, 7 / YEAR),
        ({"PatientBirthDate": "20220401", "StudyDate": "20260401", "PatientAge": "052Y"}, 52),
        ({"PatientBirthDate": "20220401", "StudyDate": "20260401", "PatientAge": "old"}, 1461 / YEAR),
        ({"PatientBirthDate": "20260408", "StudyDate": "20260401"}, None),
        ({"PatientBirthDate": "2022", "StudyDate": "20260401"}, 1369 / YEAR),
        ({"PatientBirthDate": "20220401"}, None),
    ],
)
def test_the_age_is_what_the_header_says_or_the_time_since_birth(
    elements: dict[str, str], age: float | None
) -> None:
    assert header(**elements).age == (age if age is None else pytest.approx(age))


@pytest.mark.parametrize("tag", ["Laterality", "ImageLaterality"])
@pytest.mark.parametrize(("side", "one_sided"), [("L", True), ("R", True), ("B", False), ("", False)])
def test_a_film_of_one_side_alone_is_known_by_either_tag(tag: str, side: str, one_sided: bool) -> None:
    assert header(**{tag: side}).one_sided is one_sided


def test_one_tag_that_names_a_side_is_enough() -> None:
    assert header(Laterality="B", ImageLaterality="R").one_sided


@pytest.mark.parametrize(
    "elements",
    [
        {"ViewPosition": "PA", "Modality": "DX"},
        {"ViewPosition": "AP", "Modality": "CR"},
        {"ViewPosition": None, "Modality": "OT"},
        {"PatientName": "Winterbottom^Erasmus", "PatientID": "4711", "StudyInstanceUID": "1.2.3"},
    ],
)
def test_nothing_else_of_a_header_is_kept(elements: dict[str, str | None]) -> None:
    assert header(**elements) == RetainedHeader()
