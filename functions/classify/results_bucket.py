"""Writes what came of a film into the results bucket."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cxr.imaging.previews import preview, rendition
from cxr.imaging.reader import Radiograph
from cxr.inference import heatmap
from cxr.inference.classifier import Prediction
from cxr.storage import object_keys
from cxr.study import Study, finding_fields

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class ResultsBucket:
    """Where previews, heatmaps and results go. Writing the same again changes nothing."""

    def __init__(self, client: "S3Client", name: str) -> None:
        self._client = client
        self._name = name

    def put_film(self, study: Study, film: Radiograph) -> None:
        """Store the film as pages show it: the preview, and the thumbnail of the worklist."""
        site, study_id = study.site, study.study_id
        self._put(object_keys.preview_key(site, study_id), preview.render(film), "image/jpeg")
        self._put(object_keys.thumbnail_key(site, study_id), preview.thumbnail(film), "image/jpeg")

    def put_finding(self, study: Study, film: Radiograph, judgement: Prediction) -> None:
        """Store what a reader of the finding needs: the film before windowing, and the overlay."""
        overlay = heatmap.render(judgement.activation_map, film.width, film.height)
        site, study_id = study.site, study.study_id
        if film.deep:
            self._put(object_keys.rendition_key(site, study_id), rendition.render(film.deep), "image/png")
        self._put(object_keys.heatmap_key(site, study_id), overlay, "image/png")

    def put_result(self, study: Study) -> None:
        """Store the outcome as JSON, for systems that follow the bucket."""
        body = json.dumps(result_document(study), indent=1).encode()
        self._put(object_keys.result_key(study.site, study.study_id), body, "application/json")

    def put_objects(self, study: Study, files: Mapping[str, bytes]) -> None:
        """Store result objects, by the names of their files."""
        for name, content in files.items():
            key = f"{object_keys.reports_prefix(study.site, study.study_id)}{name}"
            self._put(key, content, "application/dicom" if name.endswith(".dcm") else "application/fhir+json")

    def remove(self, site: str, study_id: str) -> None:
        """Delete all that is stored of a study, as far as it is there."""
        self._remove(object_keys.results_prefix(site, study_id))
        self.remove_objects(site, study_id)

    def remove_objects(self, site: str, study_id: str) -> None:
        """Delete the result objects of a study, as far as there are any."""
        self._remove(object_keys.reports_prefix(site, study_id))

    def _remove(self, prefix: str) -> None:
        # Only what is listed: S3 marks a key as deleted that never was there.
        listed = self._client.list_objects_v2(Bucket=self._name, Prefix=prefix)
        for entry in listed.get("Contents", []):
            self._client.delete_object(Bucket=self._name, Key=entry["Key"])

    def _put(self, key: str, body: bytes, content_type: str) -> None:
        # A browser on a shared workstation must not keep a film in its cache.
        self._client.put_object(
            Bucket=self._name, Key=key, Body=body, ContentType=content_type, CacheControl="no-store"
        )


def result_document(study: Study) -> dict[str, Any]:
    """Return the outcome of a study as plain JSON values. A field that does not apply is null."""
    return {
        "study_id": study.study_id,
        "site": study.site,
        "status": study.status,
        "reason": study.reason,
        "patient_hash": study.patient_hash,
        "examination_hash": study.examination_hash,
        **finding_fields(study.finding),
    }
