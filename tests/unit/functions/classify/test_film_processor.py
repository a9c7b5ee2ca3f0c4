"""The reading of one film, from incoming to the end of its study."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from cxr.errors import FilmRefused, StudyFinalized
from cxr.storage.studies.study_store import StudyStore
from cxr.study import RefusalReason, Status
from functions.classify.film_processor import FilmProcessor
from functions.classify.study_resolver import IncomingFilm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
KEY, FOLDER = f"uploads/{SITE}/{STUDY_ID}", f"results/{SITE}/{STUDY_ID}"
UPLOADS, RESULTS = "pneumoscope-test-uploads", "pneumoscope-test-results"
Deliver = Callable[..., IncomingFilm]
Result = Callable[[], dict[str, Any]]


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_film_gets_its_finding(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, classifier: Any, studies: StudyStore
) -> None:
    study = film_processor.read(deliver(film), is_last_receive=False)

    assert (study.status, study.finding) == (Status.COMPLETE, classifier.finding)
    assert studies.get(SITE, STUDY_ID) == study


def test_the_pictures_and_the_result_lie_beside_one_another(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, s3: "S3Client", result: Result
) -> None:
    film_processor.read(deliver(film), is_last_receive=False)

    names = ("preview.jpg", "heatmap.png")
    files = {name: s3.get_object(Bucket=RESULTS, Key=f"{FOLDER}/{name}") for name in names}
    assert files["preview.jpg"]["ContentType"] == "image/jpeg"
    assert Image.open(io.BytesIO(files["preview.jpg"]["Body"].read())).size == (96, 96)
    assert files["heatmap.png"]["ContentType"] == "image/png"
    overlay = Image.open(io.BytesIO(files["heatmap.png"]["Body"].read()))
    assert overlay.has_transparency_data
    assert result()["status"] == "complete"


def test_a_film_of_many_levels_keeps_them_beside_its_preview(
    film_processor: FilmProcessor, deliver: Deliver, s3: "S3Client", studies: StudyStore
) -> None:
    levels = np.arange(96 * 96, dtype=np.uint16).reshape(96, 96)
    film_processor.read(
        deliver(png(Image.fromarray(levels)), content_type="image/png"), is_last_receive=False
    )

    stored = s3.get_object(Bucket=RESULTS, Key=f"{FOLDER}/rendition.png")
    assert (stored["ContentType"], stored["CacheControl"]) == ("image/png", "no-store")
    upper, lower = np.split(np.asarray(Image.open(io.BytesIO(stored["Body"].read()))), 2)
    assert np.array_equal(upper * np.uint16(256) + lower, levels)
    window = studies.get(SITE, STUDY_ID).window
    assert window
    assert 0 < window.black < 200
    assert 9000 < window.white < 9216


def test_a_study_is_not_complete_before_its_pictures_are_there(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, s3: "S3Client", studies: StudyStore
) -> None:
    incoming = deliver(film)
    s3.delete_bucket(Bucket=RESULTS)

    with pytest.raises(s3.exceptions.NoSuchBucket):
        film_processor.read(incoming, is_last_receive=False)
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
    film_processor: FilmProcessor,
    deliver: Deliver,
    result: Result,
    studies: StudyStore,
    body: bytes,
    content_type: str,
    reason: str,
) -> None:
    film_processor.read(deliver(body, content_type), is_last_receive=False)

    study = studies.get(SITE, STUDY_ID)
    assert (study.status, study.reason) == (Status.REFUSED, reason)
    assert (result()["status"], result()["reason"]) == ("refused", reason)


def test_what_the_classifier_will_not_judge_is_refused(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, classifier: Any
) -> None:
    classifier.error = FilmRefused(RefusalReason.NOT_A_CHEST_XRAY)

    study = film_processor.read(deliver(film), is_last_receive=False)
    assert study.reason is RefusalReason.NOT_A_CHEST_XRAY


def test_a_refused_film_can_be_seen_if_it_could_be_decoded(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    classifier: Any,
    studies: StudyStore,
    s3: "S3Client",
) -> None:
    classifier.error = FilmRefused(RefusalReason.NOT_A_CHEST_XRAY)
    film_processor.read(deliver(film), is_last_receive=False)
    assert studies.get(SITE, STUDY_ID).has_thumbnail
    listed = s3.list_objects_v2(Bucket=RESULTS)["Contents"]
    names = [entry["Key"].rpartition("/")[2] for entry in listed]
    assert names == ["preview.jpg", "result.json", "thumbnail.jpg"]


def test_a_file_that_is_no_film_has_no_thumbnail(
    film_processor: FilmProcessor, deliver: Deliver, studies: StudyStore
) -> None:
    film_processor.read(deliver(b"Dear colleague"), is_last_receive=False)
    assert not studies.get(SITE, STUDY_ID).has_thumbnail


def test_a_film_delivered_again_is_not_read_again(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, classifier: Any
) -> None:
    film_processor.read(deliver(film), is_last_receive=False)

    with pytest.raises(StudyFinalized):
        film_processor.read(deliver(film), is_last_receive=False)
    assert len(classifier.films) == 1


def test_a_second_object_of_a_study_changes_nothing(
    film_processor: FilmProcessor, deliver: Deliver, film: bytes, studies: StudyStore
) -> None:
    first = film_processor.read(deliver(film), is_last_receive=False)

    with pytest.raises(StudyFinalized):
        film_processor.read(deliver(film + b"more"), is_last_receive=False)
    assert studies.get(SITE, STUDY_ID) == first


@pytest.mark.parametrize(("source", "left"), [("upload", 0), ("inbox", 1)])
def test_a_deleted_study_stays_deleted_and_an_upload_goes_with_it(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    classifier: Any,
    s3: "S3Client",
    source: str,
    left: int,
) -> None:
    studies.claim(SITE, STUDY_ID, "e1", source, datetime.now(UTC))
    studies.delete(SITE, STUDY_ID, datetime.now(UTC))
    incoming = replace(deliver(film), source=source)

    with pytest.raises(StudyFinalized):
        film_processor.read(incoming, is_last_receive=False)
    assert s3.list_objects_v2(Bucket=UPLOADS)["KeyCount"] == left
    assert classifier.films == []
