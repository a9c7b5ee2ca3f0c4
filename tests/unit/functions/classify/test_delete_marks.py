"""S3 also marks absent keys as deleted, so a worker deletes no key that is absent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cxr.errors import StudyFinalized
from cxr.storage.studies.study_store import StudyStore
from functions.classify.film_processor import FilmProcessor
from functions.classify.study_resolver import IncomingFilm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
UPLOADS, RESULTS = "pneumoscope-test-uploads", "pneumoscope-test-results"
FOLDER = f"results/{SITE}/{STUDY_ID}"


@pytest.fixture
def deleted(
    film_processor: FilmProcessor,
    deliver: Callable[..., IncomingFilm],
    film: bytes,
    studies: StudyStore,
    s3: "S3Client",
) -> IncomingFilm:
    """A film that was read, and whose study was deleted after that. Its objects are still there."""
    s3.put_bucket_versioning(Bucket=RESULTS, VersioningConfiguration={"Status": "Enabled"})
    incoming = deliver(film)
    film_processor.read(incoming, is_last_receive=False)
    studies.delete(SITE, STUDY_ID, datetime.now(UTC))
    return incoming


@pytest.fixture
def read_again(
    film_processor: FilmProcessor, deleted: IncomingFilm, s3: "S3Client"
) -> Callable[[], list[str]]:
    """Deliver the film once more, and return the keys that S3 is asked to delete."""
    asked: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(params["Key"])

    def read() -> list[str]:
        asked.clear()
        with pytest.raises(StudyFinalized):
            film_processor.read(deleted, is_last_receive=False)
        return sorted(asked)

    s3.meta.events.register("before-parameter-build.s3.DeleteObject", note)
    return read


def test_a_late_delivery_deletes_what_is_there_and_only_once(
    read_again: Callable[[], list[str]], s3: "S3Client"
) -> None:
    # A film of 256 levels has no rendition.
    assert read_again() == [
        *(f"{FOLDER}/{name}" for name in ("heatmap.png", "preview.jpg", "result.json", "thumbnail.jpg")),
        f"uploads/{SITE}/{STUDY_ID}",
    ]
    assert [s3.list_objects_v2(Bucket=bucket)["KeyCount"] for bucket in (UPLOADS, RESULTS)] == [0, 0]
    assert read_again() == []


def test_a_late_delivery_marks_nothing_where_all_is_gone_for_good(
    read_again: Callable[[], list[str]],
) -> None:
    for bucket in (UPLOADS, RESULTS):
        boto3.resource("s3").Bucket(bucket).object_versions.delete()
    assert read_again() == []
