"""What identifies an object comes from the listing, which has objects that cannot be opened, too."""

import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from functions.classify.uploads_bucket import ObjectGone, UploadsBucket, UploadsUnreachable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "inbox/st-marys/röntgen/Jane Doe+%2B.jpg"
Put = Callable[..., str]


def test_the_listing_has_of_each_version_what_its_headers_have(
    uploads: UploadsBucket, s3: "S3Client", put: Put
) -> None:
    versions = [put(KEY, body) for body in (b"first", b"second", b"third")]
    put(f"{KEY}.old", b"another")

    for version in versions:
        listed = uploads.find(KEY, version)
        headers = s3.head_object(Bucket=uploads.name, Key=KEY, VersionId=version)
        assert (listed.version, listed.arrived) == (version, headers["LastModified"])
        assert (f'"{listed.etag}"', listed.size) == (headers["ETag"], headers["ContentLength"])


def test_without_versions_the_latest_is_meant_and_named_by_its_etag(uploads: UploadsBucket, put: Put) -> None:
    put(KEY, b"first")
    put(KEY, b"second")

    listed = uploads.find(KEY, None)
    assert listed.version == listed.etag == uploads.open(KEY, None).etag


def test_an_old_version_is_found_on_a_later_page(uploads: UploadsBucket, s3: "S3Client", put: Put) -> None:
    version = put(KEY, b"first")
    for number in range(4):
        put(KEY, bytes([number]))
    pages = []

    def two_a_page(params: dict[str, object], **_: object) -> None:
        pages.append(params)
        params["MaxKeys"] = 2

    s3.meta.events.register("before-parameter-build.s3.ListObjectVersions", two_a_page)

    assert uploads.find(KEY, version).version == version
    assert len(pages) > 1


def test_a_version_that_was_deleted_is_gone(uploads: UploadsBucket, s3: "S3Client", put: Put) -> None:
    version = put(KEY, b"first")
    put(KEY, b"second")
    s3.delete_object(Bucket=uploads.name, Key=KEY, VersionId=version)

    with pytest.raises(ObjectGone):
        uploads.find(KEY, version)


def test_an_object_that_others_begin_like_is_gone(uploads: UploadsBucket, put: Put) -> None:
    version = put(f"{KEY}.old", b"another")

    with pytest.raises(ObjectGone):
        uploads.find(KEY, version)
    with pytest.raises(ObjectGone):
        uploads.find(KEY, None)


def test_a_listing_that_cannot_be_had_is_for_a_retry_and_shows_no_name(s3: "S3Client") -> None:
    with pytest.raises(UploadsUnreachable, match="NoSuchBucket") as raised:
        UploadsBucket(s3, "no-such-bucket").find(KEY, None)
    assert "Jane" not in "".join(traceback.format_exception(raised.value))
