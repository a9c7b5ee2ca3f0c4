"""Copies the items of a recovered table into the live one, without changing what is there."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cxr.storage.object_keys import is_study_id
from cxr.storage.studies.study_store import TOMBSTONE
from cxr.storage.verdicts.verdict_notes import NOTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

AT_ONCE = 16
"""Conditional writes have no batches; this many at a time make some 1,500 a second."""

_CHUNK = 1000


@dataclass(slots=True)
class Copied:
    """How many items were written, were there already, were deleted since, or have expired."""

    written: int = 0
    present: int = 0
    deleted: int = 0
    expired: int = 0


def copy_missing(
    source: "Table", live: "Table", now: float, *, with_deleted: bool = False
) -> Iterator[Copied]:
    """Write each item of ``source`` that ``live`` lacks; yield the count so far, now and then.

    May be repeated after an interruption: what was written is present. A study that was deleted after the
    moment of the recovery stays deleted, unless ``with_deleted``. ``now`` is in seconds since the epoch.
    """
    count = Copied()
    key = [attribute["AttributeName"] for attribute in live.key_schema]
    items = _items(source)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while chunk := list(islice(items, _CHUNK)):
            for outcome in pool.map(
                lambda item: _copy(live, key, item, now, with_deleted=with_deleted), chunk
            ):
                setattr(count, outcome, getattr(count, outcome) + 1)
            yield count


def _copy(live: "Table", key: list[str], item: dict[str, Any], now: float, *, with_deleted: bool) -> str:
    if int(item.get("expires_at", now + 1)) <= now:
        return "expired"
    tombstone = _tombstone_key(item)
    if tombstone and "Item" in live.get_item(Key=tombstone, ConsistentRead=True):
        if not with_deleted:
            return "deleted"
        live.delete_item(Key=tombstone)
    try:
        live.put_item(Item=item, ConditionExpression=f"attribute_not_exists({key[0]})")
    except ClientError as e:
        if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "present"
    return "written"


def _tombstone_key(item: dict[str, Any]) -> dict[str, Any] | None:
    """Return the key under which the deletion of a study is remembered; None for other items."""
    # A note goes with its study.
    study_id = str(item.get("study_id", "")).removeprefix(NOTE).partition("#")[0]
    return {"site": item["site"], "study_id": TOMBSTONE + study_id} if is_study_id(study_id) else None


def _items(table: "Table") -> Iterator[dict[str, Any]]:
    start: dict[str, Any] = {}
    while True:
        answer = table.scan(ConsistentRead=True, **start)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def is_empty(table: "Table") -> bool:
    """Return whether the table has no item."""
    return not table.scan(Limit=1, ConsistentRead=True)["Items"]
