"""What a result repeats of a header has the form of its element, whatever the header says."""

from typing import Any

import pytest

from cxr.imaging.film_reference import UIDS, FilmReference
from cxr.imaging.reader import read
from cxr.sandbox.reader import SandboxedReader
from tests.support.films.identified import IDENTITY, identified_film
from tests.support.films.images import chest, encode

SOUND = {**{keyword: ["1.2.3"] for keyword in UIDS}, "Rows": ["300"], "Columns": ["300"]}


@pytest.mark.parametrize(
    ("keyword", "values"),
    [
        ("StudyInstanceUID", ["1.2.Erasmus"]),
        ("StudyInstanceUID", ["1.2.3\n"]),
        ("SOPInstanceUID", ["1." * 40 + "1"]),
        ("SeriesInstanceUID", []),
        ("SOPClassUID", [""]),
        ("Rows", ["0"]),
        ("Columns", ["300.5"]),
    ],
)
def test_a_film_cannot_be_referred_to_without_this(keyword: str, values: list[str]) -> None:
    assert FilmReference.of(SOUND, {})
    assert FilmReference.of(SOUND | {keyword: values}, {}) is None


@pytest.mark.parametrize(
    ("keyword", "good", "bad"),
    [
        ("PatientOrientation", ["L", "F"], ["ERASMUS", "F"]),
        ("WindowCenter", ["-1024.5"], ["1999-01-01"]),
        ("PixelSpacing", ["0.1", "1e-05"], ["0.1", "nan"]),
        ("VOILUTFunction", ["SIGMOID"], ["ERASMUS"]),
        ("PhotometricInterpretation", ["MONOCHROME1"], ["MONOCHROME1 ERASMUS"]),
        ("LossyImageCompression", ["01"], ["02"]),
        ("LossyImageCompressionMethod", ["ISO_10918_1"], ["ISO_ERASMUS"]),
        ("LossyImageCompressionRatio", ["12"], ["1"] * 9),
    ],
)
def test_a_value_of_another_form_is_left_out(keyword: str, good: list[str], bad: list[str]) -> None:
    with_good, with_bad = (FilmReference.of(SOUND | {keyword: values}, {}) for values in (good, bad))
    assert with_good
    assert with_bad
    assert with_good.elements[keyword] == tuple(good)
    assert keyword not in with_bad.elements


def test_no_other_element_is_kept() -> None:
    reference = FilmReference.of(SOUND | {"PatientName": ["1.2.3"], "PatientID": ["300"]}, {})
    assert reference
    assert reference.elements.keys() == SOUND.keys()


@pytest.mark.parametrize("elements", [{}, {"PatientOrientation": ["Zoë", "F"], "Rows": 240}])
def test_the_reference_is_the_same_read_apart(elements: dict[str, Any]) -> None:
    film = identified_film(**elements)
    with SandboxedReader() as reader:
        apart = reader.read(film).reference
    assert apart == read(film).reference
    assert apart
    assert apart.elements["StudyInstanceUID"] == (IDENTITY["StudyInstanceUID"],)
    assert not [value for values in apart.elements.values() for value in values if "PID" in value]


def test_a_picture_has_no_reference() -> None:
    assert read(encode(chest(), "JPEG")).reference is None


def test_a_reference_shows_nothing_of_itself_in_a_log() -> None:
    reference = FilmReference.of(SOUND, {})
    assert "1.2.3" not in repr(reference)
