"""The thresholds that sites have saved: entries of the verdicts table, which are added and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key
from ulid import ULID

from cxr.site_thresholds import SavedThresholds
from cxr.storage.studies.study_item import item_to_thresholds, thresholds_to_item
from cxr.thresholds import SiteThresholds

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

PREFIX = "thresholds#"
"""Of the partition of a site's thresholds. No site's name contains the sign, so verdicts are apart."""


class ThresholdsStore:
    """Thresholds by site, oldest first. The newest entry of a model version is in force."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def save(self, site: str, saved: SavedThresholds) -> None:
        """Add an entry. Raise a botocore error if its very moment has one already."""
        self._table.put_item(Item=_to_item(site, saved), ConditionExpression=Attr("entry").not_exists())

    def history(self, site: str) -> tuple[SavedThresholds, ...]:
        """Return what the site has saved, newest first: a hundred entries at most."""
        answer = self._table.query(
            KeyConditionExpression=Key("site").eq(PREFIX + site),
            ScanIndexForward=False,
            Limit=100,
            ConsistentRead=True,
        )
        return tuple(_to_saved(item) for item in answer["Items"])

    def in_force(self, site: str, model_version: str) -> SiteThresholds | None:
        """Return the site's thresholds for a model, or None where those of its card hold."""
        of_model = (saved for saved in self.history(site) if saved.model_version == model_version)
        newest = next(of_model, None)
        return newest.thresholds if newest else None


def _to_item(site: str, saved: SavedThresholds) -> dict[str, Any]:
    item = {
        "site": PREFIX + site,
        "entry": str(ULID.from_datetime(saved.saved_at)),
        "model_version": saved.model_version,
        "saved_by": saved.saved_by,
        "saved_at": saved.saved_at.isoformat(),
        "ill": saved.ill,
        "well": saved.well,
    }
    return item | {"thresholds": thresholds_to_item(saved.thresholds)} if saved.thresholds else item


def _to_saved(item: Mapping[str, Any]) -> SavedThresholds:
    return SavedThresholds(
        model_version=item["model_version"],
        thresholds=item_to_thresholds(item["thresholds"]) if "thresholds" in item else None,
        saved_by=item["saved_by"],
        saved_at=datetime.fromisoformat(item["saved_at"]),
        ill=int(item["ill"]),
        well=int(item["well"]),
    )
