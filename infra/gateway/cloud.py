"""The site's folders in the buckets: films go into the inbox, and results come out."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, TypeAdapter, ValidationError

from cxr.errors import CxrError
from cxr.storage.object_keys import heatmap_key, inbox_study_id, result_key
from cxr.study import Finding, RefusalReason, Status
from infra.gateway.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_IS_THERE = ("PreconditionFailed", "412")
_IS_NOT_THERE = ("NoSuchKey", "404")
_QUICK = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"})
"""The gateway tries again by itself, and other films need not wait for that."""


class CloudUnreachable(CxrError):
    """S3 did not do what was asked this time: no network, throttled or denied. The message is its code."""


class UnreadableResult(CxrError):
    """A result has another form than this release writes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a film; ``finding`` if it was judged, ``reason`` if it was refused. ``at``: when."""

    finding: Finding | None
    reason: RefusalReason | None
    at: datetime


class _Document(BaseModel):
    status: Status
    reason: RefusalReason | None = None


class Cloud:
    """The folders of one site. Each method raises CloudUnreachable."""

    def __init__(self, client: "S3Client", site: str, uploads: str, results: str) -> None:
        self._client, self._site, self._uploads, self._results = client, site, uploads, results

    def upload(self, name: str, film: bytes) -> str:
        """Put a film into the inbox and return its study's id. A film that is there already stays."""
        key = f"inbox/{self._site}/{name}.dcm"
        try:
            self._client.put_object(
                Bucket=self._uploads, Key=key, Body=film, ContentType="application/dicom", IfNoneMatch="*"
            )
        except (ClientError, BotoCoreError) as e:
            # Without the condition, a repetition would be a second study of the same film.
            if _code(e) not in _IS_THERE:
                raise CloudUnreachable(_code(e)) from e
        try:
            there = self._client.head_object(Bucket=self._uploads, Key=key)
        except (ClientError, BotoCoreError) as e:
            raise CloudUnreachable(_code(e)) from e
        version = there.get("VersionId") or there["ETag"].strip('"')
        return inbox_study_id(self._uploads, key, version, there["LastModified"].replace(microsecond=0))

    def answer(self, study_id: str) -> Answer | None:
        """Return what became of a film, or None as long as that is open. Raise UnreadableResult."""
        key = result_key(self._site, study_id)
        found = self._get(key) if self._is_there(key) else None
        if found is None:
            return None
        content, at = found
        try:
            fields = json.loads(content)
            document = _Document.model_validate(fields)
            finding = None if document.reason else TypeAdapter(Finding).validate_python(fields)
        except ValidationError as e:
            # Its text quotes the values.
            raise UnreadableResult(f"{e.error_count()} fields") from None
        return Answer(finding, document.reason, at)

    def heatmap(self, study_id: str) -> bytes | None:
        """Return the heatmap of a film that was judged, or None if the study was deleted meanwhile."""
        found = self._get(heatmap_key(self._site, study_id))
        return found and found[0]

    def _is_there(self, key: str) -> bool:
        """Return whether there is a result.

        Asked by a listing: a role that may list one prefix alone would hear "forbidden" when it fetches a key
        that is not there, and could not tell that from a right that it lacks.
        """
        try:
            listed = self._client.list_objects_v2(Bucket=self._results, Prefix=key, MaxKeys=1)
        except (ClientError, BotoCoreError) as e:
            raise CloudUnreachable(_code(e)) from e
        return bool(listed.get("Contents"))

    def _get(self, key: str) -> tuple[bytes, datetime] | None:
        try:
            answer = self._client.get_object(Bucket=self._results, Key=key)
            return answer["Body"].read(), answer["LastModified"]
        except (ClientError, BotoCoreError) as e:
            if _code(e) in _IS_NOT_THERE:
                return None
            raise CloudUnreachable(_code(e)) from e


def open_cloud(settings: Settings) -> Cloud:
    """Return the folders of the site that the settings name, with the environment's credentials."""
    client = boto3.client(
        "s3", region_name=settings.region, endpoint_url=settings.endpoint_url, config=_QUICK
    )
    return Cloud(client, settings.site, settings.uploads_bucket, settings.results_bucket)


def _code(error: ClientError | BotoCoreError) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
