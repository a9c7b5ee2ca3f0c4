"""Result objects leave with their study."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cxr.errors import StudyFinalized
from cxr.storage.sites.site_settings import SiteSettings
from cxr.storage.studies.study_store import StudyStore
from functions.classify.film_processor import FilmProcessor
from functions.classify.study_resolver import IncomingFilm
from tests.support.films.identified import identified_film

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
RESULTS = "pneumoscope-test-results"
Deliver = Callable[..., IncomingFilm]
Handler = Callable[[dict[str, Any]], dict[str, Any]]


def removal(bucket: str, key: str) -> dict[str, Any]:
    record = {
        "eventName": "ObjectRemoved:DeleteMarkerCreated",
        "s3": {"bucket": {"name": bucket}, "object": {"key": key, "versionId": "1"}},
    }
    return {"Records": [record]}


@pytest.fixture
def announce(handle: Handler, load_event: Callable[[str], dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Deliver a message of a removed object."""

    def deliver(bucket: str, key: str) -> dict[str, Any]:
        event = load_event("upload")
        event["Records"][0]["body"] = json.dumps(removal(bucket, key))
        return handle(event)

    return deliver


RESULT = f"results/{SITE}/{STUDY_ID}/result.json"


@pytest.mark.parametrize(
    ("is_deleted", "bucket", "key", "stays"),
    [
        (True, RESULTS, RESULT, False),
        (False, RESULTS, RESULT, True),
        (True, RESULTS, RESULT.replace("result.json", "preview.jpg"), True),
        (True, "another-bucket", RESULT, True),
    ],
    ids=["deleted", "not deleted", "another object", "another bucket"],
)
def test_the_objects_of_a_deleted_study_are_removed_and_no_others(
    read_film: Callable[..., None],
    announce: Callable[..., dict[str, Any]],
    objects: Callable[[], dict[str, bytes]],
    site_settings: SiteSettings,
    studies: StudyStore,
    is_deleted: bool,
    bucket: str,
    key: str,
    stays: bool,
) -> None:
    site_settings.set_result_objects(SITE, ("sr", "fhir"))
    read_film(identified_film())
    if is_deleted:
        studies.delete(SITE, STUDY_ID, datetime.now(UTC))
    assert announce(bucket, key) == {"batchItemFailures": []}
    assert objects().keys() == ({"sr.dcm", "fhir.json"} if stays else set())


def test_a_study_that_is_deleted_while_it_is_read_leaves_no_objects(
    film_processor: FilmProcessor,
    deliver: Deliver,
    objects: Callable[[], dict[str, bytes]],
    site_settings: SiteSettings,
    studies: StudyStore,
    classifier: Any,
) -> None:
    site_settings.set_result_objects(SITE, ("sr", "sc"))
    judge = classifier.classify

    def classify(film: Any) -> Any:
        studies.delete(SITE, STUDY_ID, datetime.now(UTC))
        return judge(film)

    classifier.classify = classify
    incoming = deliver(identified_film(), "application/dicom")
    with pytest.raises(StudyFinalized):
        film_processor.read(incoming, is_last_receive=False)
    assert objects() == {}
