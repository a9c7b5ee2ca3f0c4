"""Reads the studies of a site page by page, newest first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from cxr.errors import InvalidCursor
from cxr.storage.object_keys import is_study_id
from cxr.storage.studies.study_item import item_to_study
from cxr.study import Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_AFTER_EVERY_ULID = "8"
"""Sorts behind every ULID, whose first digit is 7 at most, and before every tombstone."""

_QUERIES_A_PAGE = 3
"""How many queries a page may take. Release 0.8.0 and earlier left tombstones among the studies, and a site
may have thousands of them. A short page with a cursor is better than one that takes seconds."""


@dataclass(frozen=True, slots=True)
class Page:
    """Studies in the order of the list, and the cursor of the next page, if there is one."""

    studies: tuple[Study, ...]
    cursor: str | None


def page_of_site(table: "Table", site: str, cursor: str | None, limit: int) -> Page:
    """Return a page. Raise InvalidCursor. It may be short, or empty, and yet have a cursor."""
    query: dict[str, Any] = {
        "KeyConditionExpression": Key("site").eq(site) & Key("study_id").lt(_AFTER_EVERY_ULID),
        "FilterExpression": Attr("status").ne(Status.DELETED),
        "ScanIndexForward": False,
        "ConsistentRead": True,
    }
    if cursor:
        if not is_study_id(cursor):
            raise InvalidCursor("not a cursor of this list")
        query["ExclusiveStartKey"] = {"site": site, "study_id": cursor}
    found: list[Study] = []
    last: str | None = None
    for _ in range(_QUERIES_A_PAGE):
        answer = table.query(**query, Limit=limit + 1)
        found += [item_to_study(item) for item in answer["Items"]]
        last = str(answer["LastEvaluatedKey"]["study_id"]) if "LastEvaluatedKey" in answer else None
        if last is None or len(found) > limit:
            break
        query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
    if len(found) > limit:
        last = found[limit - 1].study_id
    return Page(tuple(found[:limit]), last)
