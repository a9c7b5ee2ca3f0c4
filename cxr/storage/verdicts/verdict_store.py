"""The verdicts table: the only code that speaks to it."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from botocore.exceptions import ClientError

from cxr.storage.queries import every_item
from cxr.storage.verdicts.verdict_item import is_unaltered, item_to_entry, shown_to_item, verdict_to_item
from cxr.storage.verdicts.verdict_notes import VerdictNotes
from cxr.verdict import OpinionShown, Readings, Verdict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_AFTER_EVERY_ENTRY = "~"
"""Sorts behind the ``#`` that follows the study in a sort key."""


class VerdictStore:
    """Verdicts by site and study. They are added, and neither changed nor deleted.

    Verdicts outlive their study: a deletion must not better the figures. What may name a patient, the
    note, is kept beside the study and deleted with it.
    """

    def __init__(self, table: "Table", notes: VerdictNotes) -> None:
        self._table = table
        self._notes = notes

    def add(self, site: str, verdict: Verdict) -> None:
        """Record a verdict. Recording the same verdict again changes nothing."""
        item = verdict_to_item(site, verdict)
        if verdict.note is not None:
            self._notes.put(site, item["entry"], verdict.note)
        self._put(item)

    def add_shown(self, site: str, shown: OpinionShown) -> None:
        """Record that a reader asked for the model's opinion."""
        self._put(shown_to_item(site, shown))

    def of_study(self, site: str, study_id: str) -> Readings:
        """Return the readings of one film, with their notes."""
        items = self._query(site, Key("entry").begins_with(f"{study_id}#"))
        has_note = any(item.get("has_note") for item in items)
        return _readings(items, self._notes.of_study(site, study_id) if has_note else {})

    def of_studies(self, site: str, study_ids: Collection[str]) -> Readings:
        """Return the readings of some films, without notes. It costs least where their ids are neighbours."""
        if not study_ids:
            return Readings()
        ends = Key("entry").between(min(study_ids), max(study_ids) + _AFTER_EVERY_ENTRY)
        found = self._query(site, ends)
        return _readings([item for item in found if item["entry"].partition("#")[0] in study_ids], {})

    def of_site(self, site: str, *, with_notes: bool = False) -> Readings:
        """Return all readings of a site, those of deleted studies as well."""
        return _readings(self._query(site), self._notes.of_site(site) if with_notes else {})

    def delete_notes(self, site: str, study_id: str) -> None:
        """Delete the notes on a film. Repeating the call is safe."""
        self._notes.delete(site, study_id)

    def _put(self, item: dict[str, Any]) -> None:
        try:
            self._table.put_item(Item=item, ConditionExpression=Attr("entry").not_exists())
        except ClientError as e:
            # The key is a digest of the content, so what is there already is the same entry.
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def _query(self, site: str, entries: ConditionBase | None = None) -> list[dict[str, Any]]:
        of_site = Key("site").eq(site)
        return list(every_item(self._table, of_site & entries if entries else of_site))


def _readings(items: list[dict[str, Any]], notes: dict[str, str]) -> Readings:
    entries = [item_to_entry(item, notes) for item in items if is_unaltered(item)]
    in_order = sorted(entries, key=_moment)
    return Readings(
        tuple(entry for entry in in_order if isinstance(entry, Verdict)),
        tuple(entry for entry in in_order if isinstance(entry, OpinionShown)),
        altered=len(items) - len(entries),
    )


def _moment(entry: Verdict | OpinionShown) -> datetime:
    return entry.given_at if isinstance(entry, Verdict) else entry.shown_at
