"""Which studies have results in the results bucket."""

from typing import TYPE_CHECKING

from cxr.storage import object_keys

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def list_results(s3: "S3Client", bucket: str, site: str | None = None) -> dict[tuple[str, str], set[str]]:
    """Return the keys of each study's results and result objects, by site and identifier."""
    found: dict[tuple[str, str], set[str]] = {}
    for folder in ("results/", "reports/"):
        prefix = folder if site is None else f"{folder}{site}/"
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                _, *names = entry["Key"].split("/")
                if len(names) == 3 and object_keys.is_study_id(names[1]):
                    found.setdefault((names[0], names[1]), set()).add(entry["Key"])
    return found


def pictures(site: str, study_id: str) -> set[str]:
    """Return the keys that every complete study has beside its result."""
    return {object_keys.preview_key(site, study_id), object_keys.heatmap_key(site, study_id)}
