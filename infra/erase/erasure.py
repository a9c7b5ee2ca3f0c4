"""Erases what a stage holds of studies: items, and every version of their objects."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ulid import ULID

from cxr.storage.studies.study_lifetimes import TOMBSTONE_TTL
from cxr.storage.studies.study_store import TOMBSTONE
from infra.patient.objects import StoredVersion
from infra.patient.stores import Stores
from infra.patient.traces import Item, Traces, find_traces

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

RECORD = "erasure#"
"""Begins the sort key of the record of an erasure: no list of studies reads one."""

_AT_ONCE = 1000
"""Versions that S3 deletes with one request."""


class NotErased(Exception):
    """Something is still there; the message is one sentence for the operator."""


def erase(stores: Stores, traces: Sequence[Traces], now: datetime, operator: str) -> Counter[str]:
    """Erase everything, leave a record that names no patient, and return how much was erased, by kind.

    May be repeated after an interruption: the study itself goes last, so a patient is found until all else
    is gone. Raise NotErased.
    """
    erased = sum((Counter(it.counts()) for it in traces), Counter[str]())
    for study in traces:
        # First: a film that is delivered again, or late, must not bring the study back.
        _leave_tombstone(stores.studies, study, now)
    for study in traces:
        _erase(stores, study)
    # A worker that had begun before the tombstone may have written meanwhile.
    for late in find_traces(stores, traces[0].site, [it.study_id for it in traces]):
        _erase(stores, late)
        erased += Counter(late.counts())
    stores.studies.put_item(Item=_record(traces[0].site, erased, now, operator))
    return erased


def _leave_tombstone(table: "Table", study: Traces, now: datetime) -> None:
    expires_at = int((now + TOMBSTONE_TTL).timestamp())
    key = {"site": study.site, "study_id": TOMBSTONE + study.study_id}
    table.put_item(Item={**key, "expires_at": expires_at})


def _erase(stores: Stores, study: Traces) -> None:
    _delete_versions(stores, study.versions)
    _delete_items(stores.verdicts, study.verdicts, "entry")
    _delete_items(stores.studies, (*study.notes, *study.fingerprints), "study_id")
    _delete_items(stores.studies, [study.study] if study.study else [], "study_id")


def _delete_items(table: "Table", items: Iterable[Item], sort_key: str) -> None:
    with table.batch_writer() as batch:
        for item in items:
            batch.delete_item(Key={"site": item["site"], sort_key: item[sort_key]})


def _delete_versions(stores: Stores, versions: Iterable[StoredVersion]) -> None:
    by_bucket: dict[str, list[StoredVersion]] = defaultdict(list)
    for version in versions:
        by_bucket[version.bucket].append(version)
    for bucket, listed in by_bucket.items():
        for start in range(0, len(listed), _AT_ONCE):
            named: list[Any] = [
                {"Key": it.key, "VersionId": it.version} for it in listed[start : start + _AT_ONCE]
            ]
            answer = stores.s3.delete_objects(Bucket=bucket, Delete={"Objects": named, "Quiet": True})
            if errors := answer.get("Errors"):
                # Not the key: in the inbox it may name a patient.
                codes = ", ".join(sorted({str(it.get("Code")) for it in errors}))
                raise NotErased(f"S3 kept {len(errors)} versions ({codes}); run the command again.")


def _record(site: str, erased: Counter[str], now: datetime, operator: str) -> Item:
    """Return the record: who erased how much and when. It names neither patient nor study."""
    return {
        "site": site,
        "study_id": f"{RECORD}{ULID.from_datetime(now)}",
        "at": now.isoformat(),
        "operator": operator,
        "erased": {kind: number for kind, number in erased.items() if number},
    }
