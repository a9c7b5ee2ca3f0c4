"""The queries behind the worklist. Each reads a bounded part of the studies table, whatever a site has."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from cxr.storage.entry_id import least_id
from cxr.storage.studies.study_item import INDEX_KEY, item_to_study
from cxr.storage.worklist.worklist_query import WorklistQuery
from cxr.study import Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

UNREAD_INDEX = "unread"

MAX_BATCH = 100
"""How many items DynamoDB returns by their keys at once."""

_MOST_QUERIES = 3
"""How many queries one call sends at most, of up to 1 MB each: it ends with less than was wanted instead."""

_FIRST_ULID, _LAST_ULID = "0" * 26, "7" + "Z" * 25

Item = Mapping[str, Any]


class StudyQueries:
    """Reads the studies of a site, never writes."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def unread(
        self, site: str, query: WorklistQuery, fields: tuple[str, ...], limit: int
    ) -> tuple[list[Item], bool]:
        """Return ``fields`` of unread studies that match, and whether more may match: by group, oldest first.

        The index is a moment behind the table.
        """
        condition = _all(query.condition(), _received_within(query))
        key = Key("site").eq(site)
        options = {"IndexName": UNREAD_INDEX, **_projection(fields)}
        found, last = self._read(key, condition, limit, options)
        return found[:limit], last is not None or len(found) > limit

    def newest(
        self, site: str, query: WorklistQuery, fields: tuple[str, ...], limit: int
    ) -> tuple[list[Item], bool]:
        """Return ``fields`` of studies that match, newest first, and whether more may match."""
        key = Key("site").eq(site) & _received_between(query)
        options = {"ScanIndexForward": False, **_projection(fields)}
        found, last = self._read(key, query.condition(), limit, options)
        return found[:limit], last is not None or len(found) > limit

    def history(
        self, site: str, query: WorklistQuery, after: str | None, limit: int, *, read_only: bool
    ) -> tuple[list[Study], str | None]:
        """Return up to ``limit`` studies older than ``after``, newest first, and where to go on.

        ``read_only`` leaves the unread ones out. There may be few studies, or none, and yet a place to go on.
        """
        condition = _all(query.condition(), Attr(INDEX_KEY).not_exists() if read_only else None)
        key = Key("site").eq(site) & _received_between(query)
        start = {"ExclusiveStartKey": {"site": site, "study_id": after}} if after else {}
        options = {"ScanIndexForward": False, "ConsistentRead": True, "Limit": 2 * limit, **start}
        found, last = self._read(key, condition, limit, options)
        if len(found) > limit:
            last = found[limit - 1]["study_id"]
        return [item_to_study(item) for item in found[:limit]], last

    def get_many(self, site: str, ids: Iterable[str]) -> list[Study]:
        """Return those of up to MAX_BATCH studies that the site has, consistently, in the order given."""
        wanted = list(dict.fromkeys(ids))
        keys: list[Any] = [{"site": site, "study_id": study_id} for study_id in wanted]
        found: dict[str, Study] = {}
        while keys:
            asked: Any = {self._table.name: {"Keys": keys, "ConsistentRead": True}}
            answer: Any = self._table.meta.client.batch_get_item(RequestItems=asked)
            for item in answer["Responses"].get(self._table.name, []):
                found[item["study_id"]] = item_to_study(item)
            keys = answer.get("UnprocessedKeys", {}).get(self._table.name, {}).get("Keys", [])
        studies = (found.get(study_id) for study_id in wanted)
        return [study for study in studies if study and study.status is not Status.DELETED]

    def _read(
        self, key: ConditionBase, condition: ConditionBase | None, wanted: int, options: dict[str, Any]
    ) -> tuple[list[Item], str | None]:
        """Return the items of as many queries as more than ``wanted`` take, and the last one examined."""
        options = {**options, "KeyConditionExpression": key}
        if condition is not None:
            options["FilterExpression"] = condition
        found: list[Item] = []
        for _ in range(_MOST_QUERIES):
            answer = self._table.query(**options)
            found += answer["Items"]
            last = answer.get("LastEvaluatedKey")
            if last is None or len(found) > wanted:
                break
            # A small first query is enough where most studies match. The next ones read as much as they may.
            options |= {"ExclusiveStartKey": last, "Limit": 1000}
        return found, str(last["study_id"]) if last else None


def _projection(fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the options of a query for ``fields``, which may be paths."""
    # Placeholders, because DynamoDB reserves hundreds of words.
    parts = sorted({part for field in fields for part in field.split(".")})
    names = {part: f"#field{number}" for number, part in enumerate(parts)}
    paths = [".".join(names[part] for part in field.split(".")) for field in fields]
    return {
        "ProjectionExpression": ", ".join(paths),
        "ExpressionAttributeNames": {name: part for part, name in names.items()},
    }


def _all(*conditions: ConditionBase | None) -> ConditionBase | None:
    found = [condition for condition in conditions if condition is not None]
    return found[0] if len(found) == 1 else found[0] & found[1] if found else None


def _received_within(query: WorklistQuery) -> ConditionBase | None:
    """Return the times of the query as a condition on studies of the index."""
    return Attr("study_id").between(*_ids(query)) if query.since or query.until else None


def _received_between(query: WorklistQuery) -> ConditionBase:
    """Return the times of the query as a range of the table's sort key. It never holds a tombstone."""
    return Key("study_id").between(*_ids(query))


def _ids(query: WorklistQuery) -> tuple[str, str]:
    """Return the first and the last identifier that a study of these times can have."""
    first = least_id(query.since) if query.since else _FIRST_ULID
    # No study has an identifier that ends in zeros alone, so the range ends before ``until``.
    last = least_id(query.until) if query.until else _LAST_ULID
    # DynamoDB refuses a range that ends before it begins. This one has no study either.
    return first, max(first, last)
