"""Audit event <-> DynamoDB item."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cxr.audit_event import Act, AuditEvent, Outcome
from cxr.storage.entry_id import entry_id


def event_to_item(event: AuditEvent, retention: timedelta) -> dict[str, Any]:
    """Return the item of an event. DynamoDB removes it after ``retention``."""
    content = {name: value for name, value in asdict(event).items() if value is not None}
    # Decimal, as DynamoDB returns it: the digest must be the same for what was written and for what is read.
    expires_at = Decimal(int((event.at + retention).timestamp()))
    content |= {"at": event.at.isoformat(), "expires_at": expires_at}
    if event.study_id:
        content["study"] = study_key(event.site, event.study_id)
    return {**content, "entry": entry_id(event.at, content)}


def is_unaltered(item: Mapping[str, Any]) -> bool:
    """Return whether an item is the one that was written under its key."""
    content = {name: value for name, value in item.items() if name != "entry"}
    try:
        return bool(item["entry"] == entry_id(datetime.fromisoformat(item["at"]), content))
    except (KeyError, TypeError, ValueError):
        return False


def item_to_event(item: Mapping[str, Any]) -> AuditEvent:
    """Return the event of an unaltered item."""
    return AuditEvent(
        site=item["site"],
        at=datetime.fromisoformat(item["at"]),
        act=Act(item["act"]),
        outcome=Outcome(item["outcome"]),
        request=item["request"],
        account=item.get("account"),
        study_id=item.get("study_id"),
        session=item.get("session"),
        source=item.get("source"),
        about=item.get("about"),
        detail=item.get("detail"),
    )


def study_key(site: str, study_id: str) -> str:
    """Return the key of a study in the index of events by study."""
    return f"{site}#{study_id}"
