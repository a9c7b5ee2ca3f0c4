"""The reading of one film, from arrival to the end of its study."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from cxr.errors import FilmRefused, StudyClosed
from cxr.study import RefusalReason, Status, Study
from cxr.study_store import StudyStore
from functions.classify.intake import Arrival
from functions.classify.reading import ReadingRoom
from functions.classify.uploads import UploadsBucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
KEY, FOLDER = f"uploads/{SITE}/{STUDY_ID}", f"results/{SITE}/{STUDY_ID}"
RESULTS = "pneumoscope-test-results"
Arrive = Callable[..., Arrival]


@pytest.fixture
def arrive(uploads: UploadsBucket, put: Callable[..., str]) -> Arrive:
    """Put a file under the study's key and announce it."""

    def arrival(body: bytes, content_type: str = "image/jpeg") -> Arrival:
        return Arrival(SITE, STUDY_ID, "upload", uploads.open(KEY, put(KEY, body, content_type)))

    return arrival


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def result(s3: "S3Client") -> dict[str, object]:
    document: dict[str, object] = json.loads(
        s3.get_object(Bucket=RESULTS, Key=f"{FOLDER}/result.json")["Body"].read()
    )
    return document


def test_a_film_gets_its_finding(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    study = reading_room.read(arrive(film), last_chance=False)

    assert (study.status, study.finding) == (Status.COMPLETE, classifier.finding)
    assert studies.get(SITE, STUDY_ID) == study


def test_the_pictures_and_the_result_lie_beside_one_another(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, s3: "S3Client"
) -> None:
    reading_room.read(arrive(film), last_chance=False)

    names = ("preview.jpg", "heatmap.png")
    files = {name: s3.get_object(Bucket=RESULTS, Key=f"{FOLDER}/{name}") for name in names}
    assert files["preview.jpg"]["ContentType"] == "image/jpeg"
    assert Image.open(io.BytesIO(files["preview.jpg"]["Body"].read())).size == (96, 96)
    assert files["heatmap.png"]["ContentType"] == "image/png"
    assert Image.open(io.BytesIO(files["heatmap.png"]["Body"].read())).mode == "RGBA"
    assert result(s3)["status"] == "complete"


def test_a_study_is_not_complete_before_its_pictures_are_there(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, s3: "S3Client", studies: StudyStore
) -> None:
    arrival = arrive(film)
    s3.delete_bucket(Bucket=RESULTS)

    with pytest.raises(s3.exceptions.NoSuchBucket):
        reading_room.read(arrival, last_chance=False)
    assert studies.get(SITE, STUDY_ID).status is Status.PROCESSING


RAMP = Image.linear_gradient("L")
UNREADABLE = {
    "text": (b"Dear colleague, please find the film attached.", "image/jpeg", "not_an_image"),
    "empty": (b"", "image/jpeg", "not_an_image"),
    "truncated": (png(RAMP)[:-200], "image/png", "corrupt"),
    "blank": (png(Image.new("L", (256, 256), 90)), "image/png", "blank"),
    "too_small": (png(RAMP.resize((60, 60))), "image/png", "too_small"),
    "lying_type": (png(RAMP), "image/jpeg", "type_mismatch"),
    "other_format": (b"GIF89a" + bytes(100), "image/gif", "unsupported_format"),
}


@pytest.mark.parametrize(("body", "content_type", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_film_that_cannot_be_judged_is_refused(
    reading_room: ReadingRoom,
    arrive: Arrive,
    s3: "S3Client",
    studies: StudyStore,
    body: bytes,
    content_type: str,
    reason: str,
) -> None:
    reading_room.read(arrive(body, content_type), last_chance=False)

    study = studies.get(SITE, STUDY_ID)
    assert (study.status, study.reason) == (Status.REFUSED, reason)
    assert (result(s3)["status"], result(s3)["reason"]) == ("refused", reason)


def test_what_the_classifier_will_not_judge_is_refused(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, classifier: Any
) -> None:
    classifier.trouble = FilmRefused(RefusalReason.NOT_A_CHEST_XRAY)

    study = reading_room.read(arrive(film), last_chance=False)
    assert study.reason is RefusalReason.NOT_A_CHEST_XRAY


def test_a_film_delivered_again_is_not_read_again(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, classifier: Any
) -> None:
    reading_room.read(arrive(film), last_chance=False)

    with pytest.raises(StudyClosed):
        reading_room.read(arrive(film), last_chance=False)
    assert len(classifier.films) == 1


def test_a_second_object_of_a_study_changes_nothing(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, studies: StudyStore
) -> None:
    first = reading_room.read(arrive(film), last_chance=False)

    with pytest.raises(StudyClosed):
        reading_room.read(arrive(film + b"more"), last_chance=False)
    assert studies.get(SITE, STUDY_ID) == first


def test_a_deleted_study_stays_deleted(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, studies: StudyStore, classifier: Any
) -> None:
    studies.begin(SITE, STUDY_ID, "e1", "upload", datetime.now(UTC))
    studies.delete(SITE, STUDY_ID, datetime.now(UTC))

    with pytest.raises(StudyClosed):
        reading_room.read(arrive(film), last_chance=False)
    assert classifier.films == []


@pytest.mark.parametrize("body", [None, b"no film at all"], ids=["complete", "refused"])
def test_nothing_is_left_of_a_study_deleted_while_its_film_is_read(
    reading_room: ReadingRoom,
    arrive: Arrive,
    film: bytes,
    studies: StudyStore,
    s3: "S3Client",
    monkeypatch: pytest.MonkeyPatch,
    body: bytes | None,
) -> None:
    arrival = arrive(body or film)
    begin = studies.begin

    def begin_and_delete(*args: Any) -> Study:
        study = begin(*args)
        studies.delete(SITE, STUDY_ID, datetime.now(UTC))
        return study

    monkeypatch.setattr(studies, "begin", begin_and_delete)
    with pytest.raises(StudyClosed):
        reading_room.read(arrival, last_chance=False)
    assert s3.list_objects_v2(Bucket=RESULTS)["KeyCount"] == 0


class WorkerKilledError(BaseException):
    """No handler of ours sees a SIGKILL; this passes every one of them as well."""


def test_a_worker_killed_on_the_last_chance_leaves_the_study_failed(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    classifier.trouble = WorkerKilledError()

    with pytest.raises(WorkerKilledError):
        reading_room.read(arrive(film), last_chance=True)
    assert studies.get(SITE, STUDY_ID).status is Status.FAILED


def test_a_worker_killed_earlier_leaves_the_study_to_the_next(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    classifier.trouble = WorkerKilledError()
    with pytest.raises(WorkerKilledError):
        reading_room.read(arrive(film), last_chance=False)
    assert studies.get(SITE, STUDY_ID).status is Status.PROCESSING

    classifier.trouble = None
    assert reading_room.read(arrive(film), last_chance=False).status is Status.COMPLETE


def test_a_last_chance_that_succeeds_completes_the_study(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, studies: StudyStore
) -> None:
    reading_room.read(arrive(film), last_chance=True)

    assert studies.get(SITE, STUDY_ID).status is Status.COMPLETE


def test_a_failed_study_is_finished_by_a_redrive(
    reading_room: ReadingRoom, arrive: Arrive, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    classifier.trouble = WorkerKilledError()
    with pytest.raises(WorkerKilledError):
        reading_room.read(arrive(film), last_chance=True)

    classifier.trouble = None
    reading_room.read(arrive(film), last_chance=False)
    assert studies.get(SITE, STUDY_ID).status is Status.COMPLETE
