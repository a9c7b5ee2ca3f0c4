"""The audit table: events are added and read, and neither changed nor deleted."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from botocore.exceptions import ClientError

from cxr.audit_event import Act, AuditEvent, Outcome
from cxr.errors import InvalidCursor
from cxr.storage.audit.audit_item import event_to_item, is_unaltered, item_to_event, study_key
from cxr.storage.entry_id import least_id

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_FIRST, _LAST = "0", "~"
"""Sort before and behind every ULID."""

_MAX_QUERIES = 20
"""Queries for one page, each of some 3,000 events. A rare value of a filter may need further pages."""

_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events of a site are wanted: from ``since`` until before ``until``, and with these values."""

    since: datetime | None = None
    until: datetime | None = None
    act: Act | None = None
    account: str | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, newest first. ``cursor`` continues them; ``altered`` items were left out."""

    events: tuple[AuditEvent, ...]
    cursor: str | None
    altered: int


class AuditTrail:
    """Events by site, and by study of a site. DynamoDB removes them after ``retention``."""

    def __init__(self, table: "Table", retention: timedelta) -> None:
        self._table = table
        self._retention = retention

    def add(self, event: AuditEvent) -> None:
        """Add an event. Adding the same event again changes nothing."""
        item = event_to_item(event, self._retention)
        try:
            self._table.put_item(Item=item, ConditionExpression=Attr("entry").not_exists())
        except ClientError as e:
            # The key is a digest of the content, so what is there already is the same event.
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def of_site(self, site: str, wanted: EventFilter, cursor: str | None, limit: int) -> AuditPage:
        """Return a page of a site's events. It may be short of ``limit`` and still have a cursor.

        Raise InvalidCursor.
        """
        first = least_id(wanted.since) if wanted.since else _FIRST
        # DynamoDB refuses a range that ends before it begins.
        last = max(first, least_id(wanted.until) if wanted.until else _LAST)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("site").eq(site) & Key("entry").between(first, last),
            "ConsistentRead": True,
        }
        condition = _filter(wanted)
        if condition:
            query["FilterExpression"] = condition
        if cursor:
            if not _ULID.fullmatch(cursor):
                raise InvalidCursor("not a cursor of the audit trail")
            query["ExclusiveStartKey"] = {"site": site, "entry": cursor}
        return self._page(query, limit)

    def of_study(self, site: str, study_id: str, limit: int) -> AuditPage:
        """Return the latest events of a study, also after its deletion. The page has no cursor.

        The index follows the table within a second or so: the latest event may be missing.
        """
        condition = Key("study").eq(study_key(site, study_id))
        return self._page({"IndexName": "by-study", "KeyConditionExpression": condition}, limit)

    def _page(self, query: dict[str, Any], limit: int) -> AuditPage:
        items: list[dict[str, Any]] = []
        for _ in range(_MAX_QUERIES):
            answer = self._table.query(ScanIndexForward=False, **query)
            items += answer["Items"]
            more = answer.get("LastEvaluatedKey")
            if len(items) > limit:
                more = items[limit - 1]
                items = items[:limit]
            if more is None or len(items) == limit:
                break
            query["ExclusiveStartKey"] = more
        events = tuple(item_to_event(item) for item in items if is_unaltered(item))
        return AuditPage(events, str(more["entry"]) if more else None, len(items) - len(events))


def _filter(wanted: EventFilter) -> ConditionBase | None:
    """Return the condition for the values of the filter, or None if any value will do."""
    condition: ConditionBase | None = None
    for name in ("act", "account", "outcome"):
        value = getattr(wanted, name)
        if value is not None:
            further = Attr(name).eq(value)
            condition = condition & further if condition else further
    return condition
