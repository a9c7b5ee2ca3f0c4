"""Films and results in S3. Browsers reach them through presigned requests."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cxr.storage.object_keys import (
    RESULT_KEYS,
    heatmap_key,
    preview_key,
    rendition_key,
    thumbnail_key,
    upload_key,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_SECONDS = 15 * 60
"""Life of a form. S3 checks this when a request begins; the page sends a film at once."""

VIEW_SECONDS = 5 * 60
"""Life of a link to an image. The page fetches images at once and requests new links if needed."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form that the browser posts to S3: first ``fields``, then the film as ``file``."""

    url: str
    fields: dict[str, str]


class Films:
    """Signs requests for the two buckets. Signing itself sends no request."""

    def __init__(self, s3: "S3Client", uploads_bucket: str, results_bucket: str) -> None:
        self._s3 = s3
        self._uploads = uploads_bucket
        self._results = results_bucket

    def upload_form(
        self, site: str, study_id: str, content_type: str, size: int, sha256: str | None = None
    ) -> UploadForm:
        """Return a form that uploads one film of this type and of exactly ``size`` bytes.

        With ``sha256`` of the file, in hexadecimal digits, S3 refuses any other file.
        """
        checksum = _checksum_fields(sha256) if sha256 else {}
        form = self._s3.generate_presigned_post(
            Bucket=self._uploads,
            Key=upload_key(site, study_id),
            Fields={"Content-Type": content_type, **checksum},
            Conditions=[
                ["eq", "$Content-Type", content_type],
                ["content-length-range", size, size],
                *({name: value} for name, value in checksum.items()),
            ],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return UploadForm(form["url"], form["fields"])

    def preview_link(self, site: str, study_id: str) -> str:
        """Return a link to the preview, valid for VIEW_SECONDS."""
        return self._view(preview_key(site, study_id))

    def thumbnail_link(self, site: str, study_id: str) -> str:
        """Return a link to the thumbnail, valid for VIEW_SECONDS."""
        return self._view(thumbnail_key(site, study_id))

    def heatmap_link(self, site: str, study_id: str) -> str:
        """Return a link to the heatmap, valid for VIEW_SECONDS."""
        return self._view(heatmap_key(site, study_id))

    def rendition_link(self, site: str, study_id: str) -> str:
        """Return a link to the film before windowing, valid for VIEW_SECONDS."""
        return self._view(rendition_key(site, study_id))

    def preview(self, site: str, study_id: str) -> bytes | None:
        """Return the film as a JPEG, or None if it is not there."""
        return self._content(preview_key(site, study_id))

    def heatmap(self, site: str, study_id: str) -> bytes | None:
        """Return the overlay as an RGBA PNG, or None if it is not there."""
        return self._content(heatmap_key(site, study_id))

    def remove(self, site: str, study_id: str) -> None:
        """Delete the stored objects of a study. Repeating the call is safe."""
        self._s3.delete_object(Bucket=self._uploads, Key=upload_key(site, study_id))
        for key in RESULT_KEYS:
            self._s3.delete_object(Bucket=self._results, Key=key(site, study_id))

    def inbox(self, site: str) -> str:
        """Return the S3 address where other systems put the films of this site."""
        return f"s3://{self._uploads}/inbox/{site}/"

    @property
    def upload_source(self) -> str:
        """Return the uploads bucket as a Content-Security-Policy source."""
        return self._source(self._uploads)

    @property
    def result_source(self) -> str:
        """Return the results bucket as a Content-Security-Policy source."""
        return self._source(self._results)

    def _content(self, key: str) -> bytes | None:
        try:
            return self._s3.get_object(Bucket=self._results, Key=key)["Body"].read()
        except self._s3.exceptions.NoSuchKey:
            return None

    def _view(self, key: str) -> str:
        # Objects stored by release 0.8.0 or earlier have no Cache-Control of their own.
        params = {"Bucket": self._results, "Key": key, "ResponseCacheControl": "no-store"}
        return self._s3.generate_presigned_url("get_object", Params=params, ExpiresIn=VIEW_SECONDS)

    def _source(self, bucket: str) -> str:
        """Return scheme and host, and the path if it contains the bucket, as on the local stack."""
        url = urlsplit(self._s3.generate_presigned_post(bucket, "any")["url"])
        # A source path without a final slash matches that path only, and nothing below it.
        paths = [f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"]
        if url.path.strip("/"):
            paths.append(f"{paths[0]}/")
        return " ".join(paths)


def _checksum_fields(sha256: str) -> dict[str, str]:
    """Return the fields of a form by which S3 checks what it receives.

    https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
    """
    encoded = base64.b64encode(bytes.fromhex(sha256)).decode()
    return {"x-amz-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": encoded}
