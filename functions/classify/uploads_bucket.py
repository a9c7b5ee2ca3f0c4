"""Takes films out of the uploads bucket, bounded and in the version that was announced."""

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from botocore.response import StreamingBody

from cxr.errors import CxrError, FilmRefused
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GONE = (
    *("NoSuchKey", "NoSuchVersion", "MethodNotAllowed"),
    # S3's answer to a version that it cannot have made: the message is forged.
    "InvalidArgument",
)


_LISTED_AT_ONCE = 20
"""Entries of a page of the listing. The newest version comes first, and is nearly always the one."""


class ObjectGone(CxrError):
    """The object was removed for good before anyone read it."""


class UploadsUnreachable(CxrError):
    """S3 did not give the object out this time: throttled, denied or down."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """What identifies an object. ``arrived`` is S3's LastModified, in whole seconds. ``size`` in bytes."""

    etag: str
    version: str
    arrived: datetime
    size: int


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """An object whose headers are here and whose bytes are not yet. ``size`` is in bytes."""

    etag: str
    declared_type: str
    size: int
    body: StreamingBody

    def read(self) -> bytes:
        """Return all bytes. Raise FilmRefused (TOO_LARGE) for a file too large, of which none are read."""
        if self.size > MAX_UPLOAD_BYTES:
            self.body.close()
            raise FilmRefused(RefusalReason.TOO_LARGE, f"{self.size} bytes")
        return self.body.read()


class UploadsBucket:
    """Where films arrive."""

    def __init__(self, client: "S3Client", name: str) -> None:
        self._client = client
        self.name = name

    def open(self, key: str, version_id: str | None) -> IncomingFile:
        """Start to fetch an object. Raise ObjectGone, UploadsUnreachable.

        The version is named, so that an object that was overwritten in the meantime is read as it
        was announced.
        """
        version = {"VersionId": version_id} if version_id else {}
        try:
            answer = self._client.get_object(Bucket=self.name, Key=key, **version)  # type: ignore[arg-type]
        except (ClientError, BotoCoreError) as e:
            # Cut off from its cause, whose text holds the key, and so perhaps a patient's name.
            raise _translated(e) from None
        return IncomingFile(
            etag=answer["ETag"].strip('"'),
            declared_type=answer.get("ContentType", ""),
            size=answer["ContentLength"],
            body=answer["Body"],
        )

    def remove(self, key: str) -> None:
        """Delete an object, if it is there. May be repeated. Raise UploadsUnreachable.

        Its versions stay out of sight until they expire: a worker that is taken over can destroy no film.
        """
        try:
            # S3 marks a key as deleted that is not there, and one that is marked once more.
            self.find(key, None)
        except ObjectGone:
            return
        try:
            self._client.delete_object(Bucket=self.name, Key=key)
        except (ClientError, BotoCoreError) as e:
            raise _translated(e) from None

    def find(self, key: str, version_id: str | None) -> ListedFile:
        """Return an object as the listing has it.

        An object that cannot be opened may still be listed: the right to list is another one. Raise
        ObjectGone, UploadsUnreachable.
        """
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self.name, Prefix=key, PaginationConfig={"PageSize": _LISTED_AT_ONCE}
        )
        listed = (entry for page in pages for entry in page.get("Versions", []))
        try:
            # The listing is sorted by key, so a key comes before all that it is the beginning of.
            for entry in takewhile(lambda entry: entry["Key"] == key, listed):
                if entry["VersionId"] == version_id or (version_id is None and entry["IsLatest"]):
                    etag = entry["ETag"].strip('"')
                    # The times of headers have no fractions. A gateway that asks for the headers would
                    # name another study if those of a listing stayed.
                    arrived = entry["LastModified"].replace(microsecond=0)
                    return ListedFile(etag, version_id or etag, arrived, entry["Size"])
        except (ClientError, BotoCoreError) as e:
            raise _translated(e) from None
        raise ObjectGone("NotListed")


def _translated(error: ClientError | BotoCoreError) -> ObjectGone | UploadsUnreachable:
    if not isinstance(error, ClientError):
        return UploadsUnreachable(type(error).__name__)
    code = error.response["Error"]["Code"]
    return ObjectGone(code) if code in _GONE else UploadsUnreachable(code)
