"""Everything that a stage holds of a study."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Key

from cxr.storage.queries import every_item
from cxr.storage.studies.film_fingerprints import FINGERPRINT
from cxr.storage.verdicts.verdict_notes import NOTE
from cxr.study import Status
from infra.patient.objects import StoredVersion, versions_by_study
from infra.patient.stores import Stores

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Traces:
    """What is stored of one study. ``study`` is None if it was deleted, or never was at this site.

    ``verdicts`` are those of readers, and their requests to see the model's opinion. The mark *unread* of
    the worklist is a part of the study.
    """

    site: str
    study_id: str
    study: Item | None
    notes: tuple[Item, ...]
    fingerprints: tuple[Item, ...]
    verdicts: tuple[Item, ...]
    versions: tuple[StoredVersion, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is stored."""
        return not (self.study or self.notes or self.fingerprints or self.verdicts or self.versions)

    @property
    def is_being_read(self) -> bool:
        """Return whether a worker has begun with the film, and may still write its results."""
        return self.study is not None and self.study["status"] == Status.PROCESSING

    def counts(self) -> dict[str, int]:
        """Return how much there is, by kind."""
        films = sum(it.size is not None and not it.is_result for it in self.versions)
        results = sum(it.size is not None for it in self.versions) - films
        return {
            "studies": int(self.study is not None),
            "notes of readers": len(self.notes),
            "fingerprints of uploads": len(self.fingerprints),
            "verdicts and looks": len(self.verdicts),
            "films, every version": films,
            "results, every version": results,
            "marks of deleted objects": len(self.versions) - films - results,
        }


def find_traces(stores: Stores, site: str, study_ids: Collection[str]) -> list[Traces]:
    """Return what is stored of each study, in the order given."""
    versions = versions_by_study(stores, site, study_ids)
    fingerprints = _of(stores.studies, site, "study_id", FINGERPRINT)
    return [
        Traces(
            site,
            study_id,
            stores.studies.get_item(Key={"site": site, "study_id": study_id}, ConsistentRead=True).get(
                "Item"
            ),
            _of(stores.studies, site, "study_id", f"{NOTE}{study_id}#"),
            tuple(item for item in fingerprints if item["of"] == study_id),
            _of(stores.verdicts, site, "entry", f"{study_id}#"),
            tuple(versions.get(study_id, ())),
        )
        for study_id in study_ids
    ]


def _of(table: "Table", site: str, sort_key: str, prefix: str) -> tuple[Item, ...]:
    return tuple(every_item(table, Key("site").eq(site) & Key(sort_key).begins_with(prefix)))
