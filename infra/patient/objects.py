"""Every stored version of the objects of studies, old ones and marks of deletion included."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxr.storage.object_keys import Origin, inbox_study_id, reports_prefix, upload_key
from cxr.study import UNASSIGNED_SITE
from infra.patient.stores import Stores

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectVersionTypeDef


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of an object. ``size`` is in bytes, and None for a mark that the object was deleted."""

    bucket: str
    key: str
    version: str
    size: int | None = None

    @property
    def is_result(self) -> bool:
        """Return whether it is of what was made of a film, and not the film."""
        return self.key.startswith(("results/", "reports/"))


def versions_by_study(
    stores: Stores, site: str, study_ids: Collection[str]
) -> dict[str, list[StoredVersion]]:
    """Return what the buckets hold of each study. A study of which they hold nothing is missing."""
    found = defaultdict(list, _inbox_films(stores, site, study_ids))
    for study_id in study_ids:
        places = (
            (stores.uploads, upload_key(site, study_id)),
            (stores.results, f"results/{site}/{study_id}/"),
            (stores.results, reports_prefix(site, study_id)),
        )
        for bucket, prefix in places:
            found[study_id] += _versions(stores, bucket, prefix)
    return {study_id: versions for study_id, versions in found.items() if versions}


def _inbox_films(stores: Stores, site: str, study_ids: Collection[str]) -> dict[str, list[StoredVersion]]:
    """Return the films in the inbox. Each version is a film of its own, under a key that names no study."""
    prefix = f"{Origin.INBOX}/" if site == UNASSIGNED_SITE else f"{Origin.INBOX}/{site}/"
    studies: dict[str, list[StoredVersion]] = defaultdict(list)
    by_key: dict[str, set[str]] = defaultdict(set)
    markers: list[StoredVersion] = []
    for page in stores.s3.get_paginator("list_object_versions").paginate(
        Bucket=stores.uploads, Prefix=prefix
    ):
        for entry in page.get("Versions", []):
            study_id = _study_of(stores.uploads, entry)
            by_key[entry["Key"]].add(study_id)
            if study_id in study_ids:
                studies[study_id].append(_stored(stores.uploads, entry))
        markers += [
            StoredVersion(stores.uploads, entry["Key"], entry["VersionId"])
            for entry in page.get("DeleteMarkers", [])
        ]
    for marker in markers:
        # The mark stays as long as the key has a film of another patient.
        of_key = by_key[marker.key]
        if of_key and of_key <= set(study_ids):
            studies[min(of_key)].append(marker)
    return studies


def _study_of(bucket: str, entry: "ObjectVersionTypeDef") -> str:
    # A listing has fractions of a second and the function does not see them, so the study's name has none.
    arrived = entry["LastModified"].replace(microsecond=0)
    return inbox_study_id(bucket, entry["Key"], entry["VersionId"], arrived)


def _versions(stores: Stores, bucket: str, prefix: str) -> Iterator[StoredVersion]:
    for page in stores.s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Versions", []):
            yield _stored(bucket, entry)
        for marker in page.get("DeleteMarkers", []):
            yield StoredVersion(bucket, marker["Key"], marker["VersionId"])


def _stored(bucket: str, entry: "ObjectVersionTypeDef") -> StoredVersion:
    return StoredVersion(bucket, entry["Key"], entry["VersionId"], entry["Size"])
