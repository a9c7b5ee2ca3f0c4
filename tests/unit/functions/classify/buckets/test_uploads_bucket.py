"""Fetching a film: in the version announced, within bounds, and without revealing its name."""

import hashlib
import io
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.response import StreamingBody

from cxr.errors import FilmRefused
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason
from functions.classify.uploads_bucket import IncomingFile, ObjectGone, UploadsBucket, UploadsUnreachable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "inbox/st-marys/Jane Doe.jpg"
Put = Callable[..., str]


def test_bytes_type_and_identity(uploads: UploadsBucket, put: Put) -> None:
    version = put(KEY, b"a film", "image/png")

    file = uploads.open(KEY, version)

    assert (file.declared_type, file.size) == ("image/png", 6)
    assert file.etag == hashlib.md5(b"a film").hexdigest()
    assert file.read() == b"a film"


def test_an_overwritten_object_is_read_as_it_was_announced(uploads: UploadsBucket, put: Put) -> None:
    version = put(KEY, b"first")
    put(KEY, b"second")

    assert uploads.open(KEY, version).read() == b"first"


def test_just_not_too_large(uploads: UploadsBucket, put: Put) -> None:
    put(KEY, bytes(MAX_UPLOAD_BYTES))

    assert len(uploads.open(KEY, None).read()) == MAX_UPLOAD_BYTES


class UntouchableStream(io.BytesIO):
    """A stream that must be closed unread."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("read")


def test_too_large_is_refused_and_not_read() -> None:
    size = MAX_UPLOAD_BYTES + 1
    stream = UntouchableStream()
    file = IncomingFile("e1", "image/png", size, StreamingBody(stream, size))

    with pytest.raises(FilmRefused) as raised:
        file.read()
    assert raised.value.reason is RefusalReason.TOO_LARGE
    assert stream.closed


def test_an_object_that_was_deleted(uploads: UploadsBucket) -> None:
    with pytest.raises(ObjectGone):
        uploads.open(KEY, None)


def test_a_version_that_was_deleted(uploads: UploadsBucket, s3: "S3Client", put: Put) -> None:
    version = put(KEY, b"a film")
    s3.delete_object(Bucket=uploads.name, Key=KEY, VersionId=version)

    with pytest.raises(ObjectGone):
        uploads.open(KEY, version)


def test_other_trouble_of_s3_is_for_a_retry(s3: "S3Client") -> None:
    with pytest.raises(UploadsUnreachable, match="NoSuchBucket"):
        UploadsBucket(s3, "no-such-bucket").open(KEY, None)


def test_trouble_does_not_tell_the_name_of_the_file() -> None:
    nowhere = boto3.client(
        "s3",
        endpoint_url="http://127.0.0.1:1",
        region_name="eu-central-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )

    with pytest.raises(UploadsUnreachable) as raised:
        UploadsBucket(nowhere, "uploads").open(KEY, None)
    assert "Jane" not in "".join(traceback.format_exception(raised.value))
