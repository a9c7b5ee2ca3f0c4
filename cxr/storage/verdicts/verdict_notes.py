"""The notes of verdicts, in the studies table beside their study."""

from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from cxr.storage.queries import every_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOTE = "note#"
"""Begins the sort key of a note: as a ULID begins with a digit, a query for studies reads none."""


class VerdictNotes:
    """Notes by site, study and entry of the verdicts table.

    A note may name a patient, whatever its hint says. So it is kept where the pages may delete.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def put(self, site: str, entry: str, text: str) -> None:
        """Keep the note of an entry."""
        self._table.put_item(Item={"site": site, "study_id": NOTE + entry, "note": text})

    def of_study(self, site: str, study_id: str) -> dict[str, str]:
        """Return the notes on one film, by entry."""
        return self._query(site, f"{NOTE}{study_id}#")

    def of_site(self, site: str) -> dict[str, str]:
        """Return all notes of a site, by entry."""
        return self._query(site, NOTE)

    def delete(self, site: str, study_id: str) -> None:
        """Delete the notes on one film. Repeating the call is safe."""
        for entry in self.of_study(site, study_id):
            self._table.delete_item(Key={"site": site, "study_id": NOTE + entry})

    def _query(self, site: str, prefix: str) -> dict[str, str]:
        found = every_item(self._table, Key("site").eq(site) & Key("study_id").begins_with(prefix))
        return {str(item["study_id"]).removeprefix(NOTE): str(item["note"]) for item in found}
