"""Which study a film belongs to."""

from collections.abc import Callable

import pytest

from cxr.errors import InvalidObjectKey
from cxr.object_keys import is_study_id
from functions.classify.announcement import CreatedObject
from functions.classify.intake import ForeignBucket, Intake

UPLOADS, STUDY_ID = "pneumoscope-test-uploads", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
Put = Callable[..., str]


def announce(key: str, version: str | None = None, bucket: str = UPLOADS) -> CreatedObject:
    return CreatedObject.model_construct(
        event="ObjectCreated:Put", bucket=bucket, key=key, version_id=version
    )


def test_an_upload_belongs_to_the_study_that_its_key_names(intake: Intake, put: Put) -> None:
    key = f"uploads/st-marys/{STUDY_ID}"

    arrival = intake.receive(announce(key, put(key, b"film")))

    assert (arrival.site, arrival.study_id, arrival.source) == ("st-marys", STUDY_ID, "upload")


def test_an_upload_of_a_site_too_new_for_the_index_is_not_led_astray(intake: Intake, put: Put) -> None:
    key = f"uploads/brand-new/{STUDY_ID}"

    assert intake.receive(announce(key, put(key, b"film"))).site == "brand-new"


def test_an_inbox_film_belongs_to_its_site(intake: Intake, put: Put) -> None:
    key = "inbox/st-marys/foo name+value.jpg"

    arrival = intake.receive(announce(key, put(key, b"film")))

    assert (arrival.site, arrival.source) == ("st-marys", "inbox")
    assert is_study_id(arrival.study_id)


def test_an_inbox_film_delivered_twice_is_one_study(intake: Intake, put: Put) -> None:
    announced = announce("inbox/st-marys/film.jpg", put("inbox/st-marys/film.jpg", b"film"))

    assert intake.receive(announced).study_id == intake.receive(announced).study_id


def test_an_overwritten_inbox_film_is_another_study(intake: Intake, put: Put) -> None:
    key = "inbox/st-marys/film.jpg"
    first, second = put(key, b"film"), put(key, b"film")

    studies = {intake.receive(announce(key, version)).study_id for version in (first, second)}
    assert len(studies) == 2


def test_a_film_of_a_site_that_nobody_knows_is_kept_apart(intake: Intake, put: Put) -> None:
    key = "inbox/nowhere/film.jpg"

    assert intake.receive(announce(key, put(key, b"film"))).site == "_unassigned"


def test_a_key_that_is_none_of_ours(intake: Intake) -> None:
    with pytest.raises(InvalidObjectKey):
        intake.receive(announce("inbox/st-marys/"))


def test_a_bucket_that_is_none_of_ours(intake: Intake) -> None:
    with pytest.raises(ForeignBucket):
        intake.receive(announce("inbox/st-marys/film.jpg", bucket="another"))
