"""Where results are filed: under the film's patient and study, once for each film and model."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydicom import dcmread, uid
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused, NothingToReferTo
from cxr.imaging.reader import read
from cxr.interchange.dicom.identified_subject import identified_subject
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from cxr.interchange.dicom.source import REPEATED, source_header
from cxr.study import RefusalReason
from tests.support.films.dicoms import raw
from tests.support.films.identified import identified_film
from tests.support.interchange.results import AT, POSITIVE, objects, one

NAMES: dict[str, dict[str, Any]] = {
    "latin_1": {},
    "utf_8": {"SpecificCharacterSet": "ISO_IR 192", "PatientName": "Ωmega^Ζωή"},
    "japanese": {
        "SpecificCharacterSet": ["", "ISO 2022 IR 87"],
        "PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう",
        "ReferringPhysicianName": "",
    },
    "none": {"SpecificCharacterSet": None, "PatientName": "Doe^Jane", "ReferringPhysicianName": "Roe^R"},
}
FORMS = [uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian, uid.JPEGLosslessSV1, uid.ExplicitVRBigEndian]


def header(file: bytes) -> Dataset:
    return dcmread(io.BytesIO(file), stop_before_pixels=True)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("syntax", FORMS, ids=lambda syntax: uid.UID(syntax).keyword)
def test_a_result_is_filed_with_its_film(syntax: str, names: str) -> None:
    film = identified_film(syntax=syntax, **NAMES[names])
    for made in objects(film).values():
        source, result = header(film), header(encoded(made))
        # The very bytes, not only what a library makes of them.
        assert result.get_item("PatientName").value == source.get_item("PatientName").value
        assert [result.get(keyword) for keyword in REPEATED] == [source.get(keyword) for keyword in REPEATED]


def test_names_stay_as_they_are_once_they_were_read() -> None:
    source = source_header(identified_film(**NAMES["japanese"]))
    identified_subject(source)
    copied = Dataset()
    source.copy("PatientName", copied)
    assert copied.get_item("PatientName").value.startswith(b"Yamada^Tarou=\x1b$B")


def test_a_result_has_a_series_of_its_own(film: bytes) -> None:
    source, made = header(film), objects(film)
    series = {result.SeriesInstanceUID for result in made.values()}
    instances = {result.SOPInstanceUID for result in made.values()}
    assert len(series | {source.SeriesInstanceUID}) == len(instances | {source.SOPInstanceUID}) == 5
    assert all(uid.UID(found).is_valid and found.startswith("2.25.") for found in series | instances)


def test_the_same_film_and_model_give_the_same_bytes(film: bytes) -> None:
    first, again = objects(film), objects(film)
    assert [encoded(made) for made in first.values()] == [encoded(made) for made in again.values()]


def test_a_later_run_replaces_the_result(film: bytes) -> None:
    first, later = objects(film), objects(film, at=AT + timedelta(days=1))
    for kind in ObjectKind:
        assert first[kind].SOPInstanceUID == later[kind].SOPInstanceUID
        assert first[kind].SeriesInstanceUID == later[kind].SeriesInstanceUID


def test_another_model_or_prevalence_or_film_gives_another_result(film: bytes) -> None:
    made = [
        one(film, ObjectKind.SR),
        one(film, ObjectKind.SR, replace(POSITIVE, model_version="9.9.10")),
        one(film, ObjectKind.SR, prevalence=0.1),
        one(identified_film(SOPInstanceUID="1.2.3.5"), ObjectKind.SR),
    ]
    assert len({result.SOPInstanceUID for result in made}) == len(made)


def test_no_result_claims_a_side_of_the_body() -> None:
    film = identified_film(Laterality="L", ImageLaterality="L")
    for made in objects(film).values():
        assert not any("Laterality" in element.keyword for element in made.iterall())


def test_missing_parts_of_the_identity_are_empty() -> None:
    emptied = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber")
    elements: dict[str, Any] = dict.fromkeys(emptied)
    film = identified_film(**elements)
    for made in objects(film).values():
        assert [str(made[keyword].value or "") for keyword in emptied] == [""] * len(emptied)


@pytest.mark.parametrize("keyword", ["StudyInstanceUID", "SeriesInstanceUID"])
@pytest.mark.parametrize("value", [None, b"", b"not a UID", b"../../etc"])
def test_a_film_without_a_valid_uid_gets_no_result(keyword: str, value: bytes | None) -> None:
    elements: dict[str, Any] = {keyword: None if value is None else raw(keyword, value)}
    film = identified_film(**elements)
    with pytest.raises(NothingToReferTo, match="lacks a valid"):
        source_header(film)


def test_times_are_in_the_time_zone_of_the_film() -> None:
    made = one(identified_film(TimezoneOffsetFromUTC="-0500"), ObjectKind.SR)
    assert (made.ContentDate, made.ContentTime, made.TimezoneOffsetFromUTC) == ("20261128", "063015", "-0500")
    assert one(identified_film(TimezoneOffsetFromUTC="soon"), ObjectKind.SR).ContentTime == "123015"


def test_malformed_values_of_the_film_do_not_stop_its_result() -> None:
    film = identified_film(
        PatientBirthDate=raw("PatientBirthDate", b"unknown"),
        StudyTime=raw("StudyTime", b"25:99"),
        SpecificCharacterSet=raw("SpecificCharacterSet", b"LATIN"),
    )
    assert all(encoded(made) for made in objects(film).values())


@pytest.mark.parametrize("kind", ObjectKind)
def test_our_own_results_are_no_films(film: bytes, kind: ObjectKind) -> None:
    with pytest.raises(FilmRefused) as refused:
        read(encoded(one(film, kind)))
    assert refused.value.reason is RefusalReason.OWN_RESULT


def test_the_header_of_a_film_shows_nothing_of_the_patient(film: bytes) -> None:
    shown = repr(source_header(film))
    assert "4711" not in shown
    assert "Zo" not in shown


def test_a_result_says_when_it_was_made(film: bytes) -> None:
    made = one(film, ObjectKind.SC)
    assert (made.ContentDate, made.ContentTime) == (f"{AT:%Y%m%d}", f"{AT:%H%M%S}")
