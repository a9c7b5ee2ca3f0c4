"""Films and results in S3, reached by the browser itself through presigned requests."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cxr.object_keys import heatmap_key, preview_key, result_key, upload_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_SECONDS = 15 * 60
"""How long S3 accepts a form. S3 checks it when a request begins, and the page sends a film at once."""

VIEW_SECONDS = 5 * 60
"""How long a link to an image works. The page fetches at once and asks anew when it has to."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form that the browser posts to S3: ``fields`` first, then the film as ``file``."""

    url: str
    fields: dict[str, str]


class Films:
    """Signs for the two buckets. Signing happens here, without any request."""

    def __init__(self, s3: "S3Client", uploads_bucket: str, results_bucket: str) -> None:
        self._s3 = s3
        self._uploads = uploads_bucket
        self._results = results_bucket

    def upload_form(self, site: str, study_id: str, content_type: str, size: int) -> UploadForm:
        """Return a form for one film of the study, of this type and of exactly ``size`` bytes."""
        form = self._s3.generate_presigned_post(
            Bucket=self._uploads,
            Key=upload_key(site, study_id),
            Fields={"Content-Type": content_type},
            Conditions=[
                ["eq", "$Content-Type", content_type],
                ["content-length-range", size, size],
            ],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return UploadForm(form["url"], form["fields"])

    def preview_link(self, site: str, study_id: str) -> str:
        """Where the film can be seen, for a while."""
        return self._view(preview_key(site, study_id))

    def heatmap_link(self, site: str, study_id: str) -> str:
        """Where the overlay can be seen, for a while."""
        return self._view(heatmap_key(site, study_id))

    def remove(self, site: str, study_id: str) -> None:
        """Delete what is stored of a study. May be repeated."""
        self._s3.delete_object(Bucket=self._uploads, Key=upload_key(site, study_id))
        for key in (preview_key, heatmap_key, result_key):
            self._s3.delete_object(Bucket=self._results, Key=key(site, study_id))

    def inbox(self, site: str) -> str:
        """Where other systems put this site's films."""
        return f"s3://{self._uploads}/inbox/{site}/"

    @property
    def upload_source(self) -> str:
        """The uploads bucket as a Content-Security-Policy names it."""
        return self._source(self._uploads)

    @property
    def result_source(self) -> str:
        """The results bucket as a Content-Security-Policy names it."""
        return self._source(self._results)

    def _view(self, key: str) -> str:
        # Objects that 0.8.0 and earlier releases stored carry no Cache-Control of their own.
        params = {"Bucket": self._results, "Key": key, "ResponseCacheControl": "no-store"}
        return self._s3.generate_presigned_url("get_object", Params=params, ExpiresIn=VIEW_SECONDS)

    def _source(self, bucket: str) -> str:
        """Scheme and host; the path as well where the bucket is in the path, as on loopback."""
        url = urlsplit(self._s3.generate_presigned_post(bucket, "any")["url"])
        # A path without a final slash would match exactly that path and nothing below it.
        paths = [f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"]
        if url.path.strip("/"):
            paths.append(f"{paths[0]}/")
        return " ".join(paths)
