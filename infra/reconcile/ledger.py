"""Every study of the table, as little of it as a comparison with the buckets needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Key

from cxr.storage.object_keys import is_study_id
from cxr.storage.studies.study_lifetimes import TOMBSTONE_TTL
from cxr.storage.studies.study_store import TOMBSTONE
from cxr.study import UNASSIGNED_SITE, Status

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_LONG_AGO = datetime.min.replace(tzinfo=UTC).isoformat()


@dataclass(frozen=True, slots=True)
class Entry:
    """How a study stands, and since when. A tombstone is an entry with the status ``deleted``."""

    status: Status
    updated_at: datetime


class Ledger:
    """Studies by site and identifier. A million of them take some 400 MB; narrow a larger table to a site."""

    def __init__(self, entries: dict[tuple[str, str], Entry]) -> None:
        self.entries = entries

    @classmethod
    def read(cls, table: "Table", site: str | None = None) -> "Ledger":
        """Read the whole table, or one site and the partition of films without one."""
        partitions = [None] if site is None else [site, UNASSIGNED_SITE]
        entries: dict[tuple[str, str], Entry] = {}
        for partition in partitions:
            for item in _items(table, partition):
                name = str(item["study_id"])
                if is_study_id(name):
                    # A tombstone wins: `delete` writes it before it removes the study.
                    entries.setdefault((item["site"], name), _entry(item))
                elif name.startswith(TOMBSTONE):
                    entries[item["site"], name.removeprefix(TOMBSTONE)] = _tombstone(item)
        return cls(entries)

    def find(self, site: str, study_id: str) -> tuple[str, Entry] | None:
        """Return the study of a film, and the site that holds it: its own, or that of films without one."""
        for holder in (site, UNASSIGNED_SITE):
            if entry := self.entries.get((holder, study_id)):
                return holder, entry
        return None


def _items(table: "Table", site: str | None) -> Iterator[dict[str, Any]]:
    wanted: dict[str, Any] = {
        "ProjectionExpression": "#site, study_id, #status, updated_at, expires_at",
        "ExpressionAttributeNames": {"#site": "site", "#status": "status"},
        "ConsistentRead": True,
    }
    while True:
        if site is None:
            answer: Any = table.scan(**wanted)
        else:
            answer = table.query(**wanted, KeyConditionExpression=Key("site").eq(site))
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        wanted["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _entry(item: dict[str, Any]) -> Entry:
    return Entry(Status(item["status"]), datetime.fromisoformat(item.get("updated_at", _LONG_AGO)))


def _tombstone(item: dict[str, Any]) -> Entry:
    return Entry(Status.DELETED, datetime.fromtimestamp(int(item["expires_at"]), UTC) - TOMBSTONE_TTL)
