"""What a DICOM header says of a patient stops at the door."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from cxr.storage.studies.study_store import StudyStore
from cxr.study import RefusalReason, Status
from functions.classify.film_processor import FilmProcessor
from functions.classify.pseudonyms import Pseudonyms
from functions.classify.study_resolver import IncomingFilm
from tests.support.films.dicoms import deep_chest, dicom

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

Handler = Callable[[dict[str, Any]], dict[str, Any]]
Deliver = Callable[..., IncomingFilm]
SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
PERSON = {
    "PatientName": "Winterbottom^Erasmus",
    "PatientID": "PID-4711-0815",
    "PatientBirthDate": "19230401",
    "PatientAddress": "7 Fern Lane",
    "StudyInstanceUID": "1.2.826.0.1.3680043.2.1125.4711",
    "StudyDate": "20261101",
    "AccessionNumber": "ACC-90210",
    "InstitutionName": "Saint Marys",
    "ReferringPhysicianName": "Quackenbush^Hepzibah",
    "StudyDescription": "Erasmus W chest",
}
TRACES = [
    *("Winterbottom", "Erasmus", "4711", "19230401", "Fern Lane", "1.2.826", "ACC-90210", "Saint Marys"),
    *("Quackenbush", "20261101", "1923"),
]


class UnheardOfError(Exception):
    """One that no reader is known to raise."""


def overcome(*_: object, **__: object) -> None:
    """A reader that fails over what the header says, and says so."""
    try:
        int(PERSON["PatientName"])
    except ValueError as e:
        raise UnheardOfError(PERSON) from e


def traces_in(text: str) -> list[str]:
    """A short number begins as such: within a time or a hash, its digits come by chance."""
    return [
        trace
        for trace in TRACES
        if re.search(("(?<![0-9a-f.])" if len(trace) == 4 else "") + re.escape(trace), text, re.IGNORECASE)
    ]


def test_traces_are_found_and_chance_digits_are_not() -> None:
    assert traces_in(json.dumps({"birth_year": 1923, "number": "PID-4711-0815"})) == ["4711", "1923"]
    assert traces_in(str(PERSON)) == TRACES
    assert traces_in("2026-11-26T23:19:23.194711+00:00 5f19230a 1792347115") == []


def test_the_study_holds_hashes_and_nothing_else_of_the_header(
    film_processor: FilmProcessor,
    deliver: Deliver,
    studies_table: "Table",
    pseudonyms: Pseudonyms,
    s3: "S3Client",
) -> None:
    study = film_processor.read(
        deliver(dicom(deep_chest(), **PERSON), "application/dicom"), is_last_receive=False
    )

    pseudonym = pseudonyms.of_site(SITE)
    item = studies_table.get_item(Key={"site": SITE, "study_id": STUDY_ID})["Item"]
    assert study.status is Status.COMPLETE
    assert item["patient_hash"] == pseudonym("patient", PERSON["PatientID"])
    assert item["examination_hash"] == pseudonym("examination", PERSON["StudyInstanceUID"])
    assert traces_in(json.dumps(item, default=str)) == []
    listed = s3.list_objects_v2(Bucket="pneumoscope-test-results")["Contents"]
    for key in (entry["Key"] for entry in listed):
        body = s3.get_object(Bucket="pneumoscope-test-results", Key=key)["Body"].read()
        assert traces_in(body.decode("latin-1")) == []
    assert len(listed) == 4


def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_words_for_a_number(keyword: str) -> bytes:
    """A film whose header has a name where a number must be: libraries quote it."""
    number = "1.234567"
    return dicom(deep_chest(), **PERSON, **{keyword: number}).replace(number.encode(), b"Erasmus ")


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (dicom(deep_chest(), **PERSON), Status.COMPLETE, None),
        (
            dicom(deep_chest(), **PERSON, PatientAge="Erasmus", Laterality="Erasmus"),
            Status.COMPLETE,
            None,
        ),
        (dicom(deep_chest(), **PERSON, ViewPosition="ERASMUS LL LAT"), Status.REFUSED, "not_frontal"),
        (dicom(deep_chest(), **PERSON, BodyPartExamined="ERASMUS"), Status.REFUSED, "other_body_part"),
        (with_words_for_a_number("RescaleSlope"), Status.COMPLETE, None),
        (with_words_for_a_number("WindowCenter"), Status.COMPLETE, None),
        (cut_off(dicom(deep_chest(), **PERSON)), Status.REFUSED, "corrupt"),
    ],
    ids=["sound", "odd", "lateral", "elsewhere", "no_slope", "no_window", "cut_off"],
)
def test_the_log_holds_nothing_of_the_header(
    handle: Handler,
    arrive: Any,
    studies: StudyStore,
    capfd: pytest.CaptureFixture[str],
    data: bytes,
    status: Status,
    reason: str | None,
) -> None:
    assert traces_in(data.decode("latin-1"))
    handle(arrive("upload", data, "application/dicom"))

    study = studies.get(SITE, STUDY_ID)
    printed = capfd.readouterr()
    assert (study.status, study.reason) == (status, reason)
    assert f'"status":"{status}"' in printed.out
    assert traces_in(printed.out + printed.err) == []


@pytest.mark.parametrize("reader", ["reader.parse", "reader.check_header", "reader.display_of", "header.age"])
def test_the_log_contains_nothing_of_a_header_that_fails_unexpectedly(
    handle: Handler,
    arrive: Any,
    studies: StudyStore,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    reader: str,
) -> None:
    event = arrive("upload", dicom(deep_chest(), **PERSON), "application/dicom")
    monkeypatch.setattr(f"cxr.imaging.dicom.{reader}", overcome)
    answer = handle(event)

    printed = capfd.readouterr()
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == [
        event["Records"][0]["messageId"]
    ]
    assert studies.get(SITE, STUDY_ID).status is Status.PROCESSING
    assert "DecoderError: UnheardOfError" in printed.out
    assert "in overcome" in printed.out
    assert traces_in(printed.out + printed.err) == []


def test_a_film_without_identifiers_has_no_hashes(film_processor: FilmProcessor, deliver: Deliver) -> None:
    study = film_processor.read(deliver(dicom(deep_chest()), "application/dicom"), is_last_receive=False)
    assert (study.patient_hash, study.examination_hash) == (None, None)


def test_while_the_salt_cannot_be_had_the_film_waits(
    classifier: Any, studies: StudyStore, deliver: Deliver, film_processor: FilmProcessor
) -> None:
    def no_answer() -> Any:
        raise ConnectionError

    film_processor._pseudonyms = Pseudonyms(no_answer, "salt")
    with pytest.raises(ConnectionError):
        film_processor.read(
            deliver(dicom(deep_chest(), **PERSON), "application/dicom"), is_last_receive=False
        )
    assert studies.get(SITE, STUDY_ID).status is Status.PROCESSING


def test_a_refused_film_leaves_no_identifier(
    film_processor: FilmProcessor, deliver: Deliver, studies_table: "Table"
) -> None:
    data = dicom(deep_chest(), **PERSON, ViewPosition="LL")
    study = film_processor.read(deliver(data, "application/dicom"), is_last_receive=False)
    item = studies_table.get_item(Key={"site": SITE, "study_id": STUDY_ID})["Item"]
    assert study.reason is RefusalReason.NOT_FRONTAL
    assert traces_in(json.dumps(item, default=str)) == []
