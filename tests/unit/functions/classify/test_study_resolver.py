"""Which study a film belongs to."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cxr.errors import InvalidObjectKey
from cxr.storage.object_keys import is_study_id
from cxr.storage.studies.study_store import StudyStore
from functions.classify.s3_event import ObjectCreated
from functions.classify.study_resolver import ForeignBucket, IncomingFilm, StudyResolver

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

UPLOADS, STUDY_ID = "pneumoscope-test-uploads", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
Put = Callable[..., str]


def announce(key: str, version: str | None = None, bucket: str = UPLOADS) -> ObjectCreated:
    return ObjectCreated.model_construct(
        event="ObjectCreated:Put", bucket=bucket, key=key, etag="e1", version_id=version
    )


def test_an_upload_belongs_to_the_study_that_its_key_names(resolver: StudyResolver, put: Put) -> None:
    key = f"uploads/st-marys/{STUDY_ID}"

    version = put(key, b"film")
    incoming = resolver.resolve(announce(key, version))

    assert (incoming.site, incoming.study_id, incoming.source) == ("st-marys", STUDY_ID, "upload")
    assert (incoming.key, incoming.version_id) == (key, version)


def test_an_upload_is_known_before_s3_is_asked_for_it(resolver: StudyResolver) -> None:
    incoming = resolver.resolve(announce(f"uploads/st-marys/{STUDY_ID}"))

    assert (incoming.study_id, incoming.etag) == (STUDY_ID, "e1")


def test_an_inbox_film_has_the_etag_of_its_object(resolver: StudyResolver, put: Put) -> None:
    key = "inbox/st-marys/film.jpg"
    incoming = resolver.resolve(announce(key, put(key, b"film")))

    assert incoming.etag == hashlib.md5(b"film").hexdigest()


def test_an_upload_of_a_site_too_new_for_the_index_stays_there(resolver: StudyResolver, put: Put) -> None:
    key = f"uploads/brand-new/{STUDY_ID}"

    assert resolver.resolve(announce(key, put(key, b"film"))).site == "brand-new"


def test_an_inbox_film_belongs_to_its_site(resolver: StudyResolver, put: Put) -> None:
    key = "inbox/st-marys/foo name+value.jpg"

    incoming = resolver.resolve(announce(key, put(key, b"film")))

    assert (incoming.site, incoming.source) == ("st-marys", "inbox")
    assert is_study_id(incoming.study_id)


def test_an_inbox_film_delivered_twice_is_one_study(resolver: StudyResolver, put: Put) -> None:
    announced = announce("inbox/st-marys/film.jpg", put("inbox/st-marys/film.jpg", b"film"))

    assert resolver.resolve(announced).study_id == resolver.resolve(announced).study_id


def test_an_overwritten_inbox_film_is_another_study(resolver: StudyResolver, put: Put) -> None:
    key = "inbox/st-marys/film.jpg"
    first, second = put(key, b"film"), put(key, b"film")

    studies = {resolver.resolve(announce(key, version)).study_id for version in (first, second)}
    assert len(studies) == 2


def test_a_film_of_a_site_that_no_one_knows_is_kept_apart(resolver: StudyResolver, put: Put) -> None:
    key = "inbox/nowhere/film.jpg"

    assert resolver.resolve(announce(key, put(key, b"film"))).site == "_unassigned"


@pytest.mark.parametrize("key", ["inbox/Ward_3/film.jpg", "inbox/film.jpg", "inbox/site.a/x.jpg"])
def test_a_film_whose_folder_is_no_site_is_kept_apart(resolver: StudyResolver, put: Put, key: str) -> None:
    assert resolver.resolve(announce(key, put(key, b"film"))).site == "_unassigned"


class TestTheSiteOfAnInboxFilm:
    """The index of members lags: what the first delivery decided must stay."""

    @pytest.fixture
    def film(self, put: Put) -> ObjectCreated:
        key = "inbox/new-site/film.jpg"
        return announce(key, put(key, b"film"))

    def test_stays_unknown_once_its_study_began(
        self, resolver: StudyResolver, film: ObjectCreated, studies: StudyStore, members_table: "Table"
    ) -> None:
        begin(studies, resolver.resolve(film))
        members_table.put_item(Item={"sub": "first", "site": "new-site"})

        assert resolver.resolve(film).site == "_unassigned"

    def test_stays_known_once_its_study_began(
        self, resolver: StudyResolver, film: ObjectCreated, studies: StudyStore, members_table: "Table"
    ) -> None:
        members_table.put_item(Item={"sub": "first", "site": "new-site"})
        begin(studies, resolver.resolve(film))
        members_table.delete_item(Key={"sub": "first"})

        assert resolver.resolve(film).site == "new-site"

    def test_stays_even_where_the_study_was_deleted(
        self, resolver: StudyResolver, film: ObjectCreated, studies: StudyStore, members_table: "Table"
    ) -> None:
        incoming = resolver.resolve(film)
        begin(studies, incoming)
        studies.delete(incoming.site, incoming.study_id, datetime.now(UTC))
        members_table.put_item(Item={"sub": "first", "site": "new-site"})

        assert resolver.resolve(film).site == "_unassigned"


def begin(studies: StudyStore, incoming: IncomingFilm) -> None:
    studies.claim(incoming.site, incoming.study_id, incoming.etag, incoming.source, datetime.now(UTC))


def test_a_key_that_is_none_of_ours(resolver: StudyResolver) -> None:
    with pytest.raises(InvalidObjectKey):
        resolver.resolve(announce("inbox/st-marys/"))


def test_a_bucket_that_is_none_of_ours(resolver: StudyResolver) -> None:
    with pytest.raises(ForeignBucket):
        resolver.resolve(announce("inbox/st-marys/film.jpg", bucket="another"))
