"""Which films a site has uploaded lately, so that the same film is not uploaded twice by mistake."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

FINGERPRINT_TTL = timedelta(days=30)
"""How long an upload is remembered: as long as an original is kept."""

FINGERPRINT = "film#"
"""Begins the sort key of a fingerprint. As a ULID begins with a digit, no list of studies reads one."""


class FilmFingerprints:
    """Fingerprints of uploaded files, as items of the studies table.

    A fingerprint is keyed with a secret: the table alone does not answer whether a site has a given file.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def find(self, site: str, fingerprint: str) -> str | None:
        """Return the identifier of the study that the film was last uploaded for; None if there is none."""
        key = {"site": site, "study_id": FINGERPRINT + fingerprint}
        item = self._table.get_item(Key=key, ConsistentRead=True).get("Item", {})
        return str(item["of"]) if "of" in item else None

    def remember(self, site: str, fingerprint: str, study_id: str, now: datetime) -> None:
        """Record the study of a film."""
        expires_at = int((now + FINGERPRINT_TTL).timestamp())
        sort_key = FINGERPRINT + fingerprint
        self._table.put_item(
            Item={"site": site, "study_id": sort_key, "of": study_id, "expires_at": expires_at}
        )
