"""Faults and deletions while a film is read: the table has the last word, and nothing contradicts it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cxr.errors import StudyFinalized
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, Label, Status, Study
from functions.classify.film_processor import FilmProcessor
from functions.classify.results_bucket import ResultsBucket
from functions.classify.study_resolver import IncomingFilm
from functions.classify.uploads_bucket import ObjectGone, UploadsBucket, UploadsUnreachable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
RESULTS = "pneumoscope-test-results"
Deliver = Callable[..., IncomingFilm]
Result = Callable[[], dict[str, Any]]


class WorkerKilledError(BaseException):
    """No handler of ours sees a SIGKILL; this passes every one of them as well."""


def killed(*_: object, **__: object) -> None:
    raise WorkerKilledError


def files(s3: "S3Client") -> list[str]:
    listed = s3.list_objects_v2(Bucket=RESULTS).get("Contents", [])
    return [entry["Key"].rpartition("/")[2] for entry in listed]


@pytest.mark.parametrize("body", [None, b"no film at all"], ids=["complete", "refused"])
def test_nothing_is_left_of_a_study_deleted_while_its_film_is_read(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    s3: "S3Client",
    monkeypatch: pytest.MonkeyPatch,
    body: bytes | None,
) -> None:
    incoming = deliver(body or film)
    claim = studies.claim

    def claim_and_delete(*args: Any, **options: Any) -> Study:
        study = claim(*args, **options)
        studies.delete(SITE, STUDY_ID, datetime.now(UTC))
        return study

    monkeypatch.setattr(studies, "claim", claim_and_delete)
    with pytest.raises(StudyFinalized):
        film_processor.read(incoming, is_last_receive=False)
    assert files(s3) == []


def test_redelivery_removes_what_a_killed_worker_left_of_a_deleted_study(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    s3: "S3Client",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studies, "complete", killed)
    with pytest.raises(WorkerKilledError):
        film_processor.read(deliver(film), is_last_receive=False)
    studies.delete(SITE, STUDY_ID, datetime.now(UTC))
    assert files(s3) == ["heatmap.png", "preview.jpg", "thumbnail.jpg"]

    with pytest.raises(StudyFinalized):
        film_processor.read(deliver(film), is_last_receive=False)
    assert files(s3) == []


def test_nothing_is_left_of_a_study_deleted_while_its_result_is_written(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    s3: "S3Client",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_result = ResultsBucket.put_result

    def delete_and_put(bucket: ResultsBucket, study: Study) -> None:
        studies.delete(SITE, STUDY_ID, datetime.now(UTC))
        put_result(bucket, study)

    monkeypatch.setattr(ResultsBucket, "put_result", delete_and_put)
    film_processor.read(deliver(film), is_last_receive=False)
    assert files(s3) == []


@pytest.mark.parametrize("body", [None, b"no film at all"], ids=["complete", "refused"])
def test_redelivery_writes_the_result_that_a_killed_worker_did_not(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    result: Result,
    body: bytes | None,
) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(WorkerKilledError):
        patch.setattr(ResultsBucket, "put_result", killed)
        film_processor.read(deliver(body or film), is_last_receive=False)

    with pytest.raises(StudyFinalized):
        film_processor.read(deliver(body or film), is_last_receive=False)
    assert result()["status"] == studies.get(SITE, STUDY_ID).status


def test_of_two_workers_with_different_models_the_table_has_the_last_word(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    classifier: Any,
    studies: StudyStore,
    result: Result,
    uploads: UploadsBucket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    incoming = deliver(film)
    theirs = Finding(0.01, Label.NEGATIVE, None, "test-2")

    def open_while_another_ends(*object_: Any) -> Any:
        study = studies.get(SITE, STUDY_ID)
        studies.complete(study, theirs, datetime.now(UTC))
        return open_film(*object_)

    open_film = uploads.open
    monkeypatch.setattr(uploads, "open", open_while_another_ends)
    with pytest.raises(StudyFinalized):
        film_processor.read(incoming, is_last_receive=False)
    assert len(classifier.films) == 1
    assert result()["model_version"] == "test-2"


def test_the_result_says_what_the_table_says(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    classifier: Any,
    studies: StudyStore,
    result: Result,
) -> None:
    classifier.finding = replace(classifier.finding, probability=1 / 3)

    film_processor.read(deliver(film), is_last_receive=False)

    finding = studies.get(SITE, STUDY_ID).finding
    assert finding is not None
    assert result()["probability"] == finding.probability


@pytest.mark.parametrize(
    ("is_last_receive", "status"), [(False, Status.PROCESSING), (True, Status.FAILED)], ids=["before", "last"]
)
def test_an_outage_of_s3_does_not_keep_the_study_from_being_claimed(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    is_last_receive: bool,
    status: Status,
    uploads: UploadsBucket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable(*_: object) -> Any:
        raise UploadsUnreachable("SlowDown")

    monkeypatch.setattr(uploads, "open", unreachable)
    with pytest.raises(UploadsUnreachable):
        film_processor.read(deliver(film), is_last_receive=is_last_receive)
    assert studies.get(SITE, STUDY_ID).status is status


def test_a_film_that_is_gone_leaves_its_study_failed(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, studies: StudyStore
) -> None:
    incoming = replace(deliver(film), version_id="a-version-that-is-not-there")

    with pytest.raises(ObjectGone):
        film_processor.read(incoming, is_last_receive=False)
    assert studies.get(SITE, STUDY_ID).status is Status.FAILED


def test_a_forged_message_does_not_close_a_study_to_its_own_film(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, studies: StudyStore
) -> None:
    incoming = deliver(film)
    with pytest.raises(ObjectGone):
        film_processor.read(replace(incoming, etag="invented"), is_last_receive=False)
    assert studies.get(SITE, STUDY_ID).status is Status.FAILED
    assert film_processor.read(incoming, is_last_receive=False).status is Status.COMPLETE


def test_a_worker_killed_on_the_last_chance_leaves_the_study_failed(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    classifier.error = WorkerKilledError()

    with pytest.raises(WorkerKilledError):
        film_processor.read(deliver(film), is_last_receive=True)
    assert studies.get(SITE, STUDY_ID).status is Status.FAILED


def test_a_worker_killed_earlier_leaves_the_study_to_the_next(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    classifier.error = WorkerKilledError()
    with pytest.raises(WorkerKilledError):
        film_processor.read(deliver(film), is_last_receive=False)
    assert studies.get(SITE, STUDY_ID).status is Status.PROCESSING

    classifier.error = None
    assert film_processor.read(deliver(film), is_last_receive=False).status is Status.COMPLETE


def test_a_last_chance_that_succeeds_completes_the_study(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, studies: StudyStore
) -> None:
    film_processor.read(deliver(film), is_last_receive=True)

    assert studies.get(SITE, STUDY_ID).status is Status.COMPLETE


def test_a_failed_study_is_finished_by_a_redrive(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    classifier.error = WorkerKilledError()
    with pytest.raises(WorkerKilledError):
        film_processor.read(deliver(film), is_last_receive=True)

    classifier.error = None
    film_processor.read(deliver(film), is_last_receive=False)
    assert studies.get(SITE, STUDY_ID).status is Status.COMPLETE
