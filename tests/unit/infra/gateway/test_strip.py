"""What leaves the hospital is judged as the film would be, and names no one."""

import io

import numpy as np
import pytest
from pydicom import dcmread, uid
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from infra.gateway.pseudonyms import Pseudonyms
from infra.gateway.strip import stripped
from tests.support.films.dicoms import ENCODERS, deep_chest, raw
from tests.support.films.identified import IDENTITY, identified_film
from tests.support.films.images import chest

PSEUDONYMS = Pseudonyms(bytes(32))
SECRETS = {
    "InstitutionName": "Example Hospital",
    "InstitutionAddress": "1 Example Street",
    "OperatorsName": "Operator^Olga",
    "PerformingPhysicianName": "Physician^Paul",
    "ProtocolName": "Chest of Zoë",
    "DeviceSerialNumber": "SN-99887",
    "StationName": "ROOM-7",
    "PatientAddress": "2 Example Street",
    "AcquisitionDateTime": "20261127101530",
}
SYNTAXES = [
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
    uid.RLELossless,
    *ENCODERS,
]


def sent(film: bytes) -> Dataset:
    return dcmread(io.BytesIO(stripped(film, PSEUDONYMS)))


def hashes(film: bytes) -> tuple[str | None, str | None]:
    """What the cloud makes of patient and examination, with its own salt left out."""
    header = read(stripped(film, PSEUDONYMS), pseudonym=lambda kind, number: number).header
    assert header
    return header.patient_hash, header.examination_hash


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: uid.UID(syntax).keyword)
def test_the_stripped_film_is_the_same_film_to_the_reader(syntax: str) -> None:
    film = identified_film(chest() if syntax == uid.JPEGBaseline8Bit else deep_chest(12), syntax)
    ours, theirs = read(film), read(stripped(film, PSEUDONYMS))

    assert ours.image.tobytes() == theirs.image.tobytes()
    assert (ours.width, ours.height) == (theirs.width, theirs.height)
    assert ours.header == theirs.header
    assert (ours.deep is None) == (theirs.deep is None)
    assert ours.deep is None or np.array_equal(ours.deep.levels, theirs.deep.levels if theirs.deep else 0)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: uid.UID(syntax).keyword)
def test_nothing_of_the_patient_leaves(syntax: str) -> None:
    pixels = deep_chest(12) if syntax != uid.JPEGBaseline8Bit else None
    film = identified_film(pixels, syntax, **SECRETS)
    left = stripped(film, PSEUDONYMS)

    words = [*IDENTITY.values(), *SECRETS.values()]
    texts = [word for word in words if isinstance(word, str) and len(word) > 3 and word != "ISO_IR 100"]
    for word in [part for text in texts for part in text.split("^")]:
        for charset in ("latin-1", "utf-8"):
            # The age is sent in its own element.
            assert word == "003Y" or word.encode(charset) not in left, word


def test_what_follows_the_pixels_stays_in_the_hospital() -> None:
    whole = dcmread(io.BytesIO(identified_film(deep_chest(12), uid.JPEGLossless)))
    whole.add_new(0x7FE10010, "LO", "PRIVATE")
    whole.add_new(0x7FE11001, "LO", "Exámple^Zoë again")
    file = io.BytesIO()
    whole.save_as(file)

    left = stripped(file.getvalue(), PSEUDONYMS)

    assert b"PRIVATE" in file.getvalue()
    assert b"PRIVATE" not in left
    assert b"again" not in left


def test_items_of_sequences_keep_codes_alone() -> None:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "816094009", "SCT", "Chest"
    item.PatientComments = "Exámple^Zoë"
    (code,) = sent(identified_film(AnatomicRegionSequence=[item])).AnatomicRegionSequence

    assert [element.keyword for element in code] == ["CodeValue", "CodingSchemeDesignator", "CodeMeaning"]


def test_films_of_a_patient_stay_films_of_one_patient() -> None:
    first = hashes(identified_film())
    again = hashes(identified_film(SOPInstanceUID="1.2.3", StudyInstanceUID="1.2.4"))
    other = hashes(identified_film(PatientID="PID-4712"))
    elsewhere = hashes(identified_film(IssuerOfPatientID="ANOTHER HOSPITAL"))

    assert first[0] == again[0]
    assert first[1] != again[1]
    assert len({first[0], other[0], elsewhere[0]}) == 3


@pytest.mark.parametrize(
    ("age", "birth", "judged"),
    [
        ("003Y", "20230405", "003Y"),
        ("011M", "", "000Y"),
        ("", "20230405", "003Y"),
        ("097Y", "", "090Y"),
        ("", "", ""),
    ],
)
def test_the_age_leaves_in_years_and_its_dates_stay(age: str, birth: str, judged: str) -> None:
    header = sent(identified_film(PatientAge=age, PatientBirthDate=birth))

    assert header.PatientAge == judged
    assert "PatientBirthDate" not in header
    assert "StudyDate" not in header


def test_a_value_that_cannot_be_read_leaves_as_it_came() -> None:
    film = identified_film(deep_chest(12), WindowCenter=raw("WindowCenter", b"2048,5"))

    assert read(film).image.tobytes() == read(stripped(film, PSEUDONYMS)).image.tobytes()


def test_a_film_that_is_cut_off_is_refused() -> None:
    film = identified_film(deep_chest(12), uid.JPEGLossless)

    with pytest.raises(FilmRefused):
        stripped(film[: len(film) // 2], PSEUDONYMS)


def test_the_name_of_a_film_reveals_neither_its_uid_nor_a_path() -> None:
    name = PSEUDONYMS.name("1.2.3;touch /tmp/x")

    assert len(name) == 64
    assert name.isalnum()
