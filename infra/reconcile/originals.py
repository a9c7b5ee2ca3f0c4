"""The films of the uploads bucket, each with the study that it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cxr.errors import InvalidObjectKey
from cxr.storage.object_keys import Origin, inbox_study_id, parse_incoming

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ListObjectVersionsOutputTypeDef, ObjectVersionTypeDef


@dataclass(frozen=True, slots=True)
class Original:
    """One version of a film's object. ``site`` is the one that its key names; ``size`` is in bytes."""

    origin: Origin
    site: str
    study_id: str
    key: str
    version: str
    etag: str
    size: int
    arrived: datetime


def list_originals(s3: "S3Client", bucket: str, site: str | None = None) -> Iterator[Original]:
    """Yield every film that is there, sorted by key.

    Each version in the inbox is a film of its own, as for the function. Nothing is yielded of a key that was
    deleted or has expired: whoever removed a film does not want it read.
    """
    for origin in Origin:
        prefix = f"{origin.value}/" if site is None else f"{origin.value}/{site}/"
        removed: set[str] = set()
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            removed = _removed(page, removed)
            for entry in page.get("Versions", []):
                if entry["Key"] not in removed and (original := _original(bucket, entry)):
                    yield original


def _removed(page: "ListObjectVersionsOutputTypeDef", before: set[str]) -> set[str]:
    """Return the keys of a page that were deleted. A marker may be on the page before its last versions."""
    carried = {entry["Key"] for entry in page.get("Versions", [])[:1]} & before
    return carried | {entry["Key"] for entry in page.get("DeleteMarkers", []) if entry["IsLatest"]}


def _original(bucket: str, entry: "ObjectVersionTypeDef") -> Original | None:
    """Return None for a folder, an empty object, or an older version of an upload."""
    try:
        parsed = parse_incoming(entry["Key"])
    except InvalidObjectKey:
        return None
    if entry["Size"] == 0 or (parsed.origin is Origin.UPLOAD and not entry["IsLatest"]):
        return None
    # A listing has fractions of a second and the function does not see them, so the study's name has none.
    arrived = entry["LastModified"].replace(microsecond=0)
    study_id = parsed.study_id or inbox_study_id(bucket, entry["Key"], entry["VersionId"], arrived)
    etag = entry["ETag"].strip('"')
    return Original(
        parsed.origin, parsed.site, study_id, entry["Key"], entry["VersionId"], etag, entry["Size"], arrived
    )
