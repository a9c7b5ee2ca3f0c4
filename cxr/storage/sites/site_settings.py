"""What an operator sets for a whole site."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cxr.storage.object_keys import RESULT_OBJECTS
from cxr.storage.sites.prevalence_number import from_number, to_number

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@dataclass(frozen=True, slots=True)
class SiteFilmFirst:
    """Whether members of a site see films before findings, and when that was last changed, if ever."""

    on: bool = False
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WantedObjects:
    """Which result objects a site has made of its films, and the prevalence, 0-1, that they apply."""

    names: tuple[str, ...] = ()
    prevalence: float | None = None


class SiteSettings:
    """Settings of sites, as items of the members table under the key ``settings#<site>``.

    Such an item has no ``site``, so it is no member and makes no site exist.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def prevalence(self, site: str) -> float | None:
        """Return the site's prevalence, 0-1; None if none is set."""
        item = self._table.get_item(Key=_key(site), ConsistentRead=True).get("Item", {})
        return from_number(item.get("prevalence"))

    def film_first(self, site: str) -> SiteFilmFirst:
        """Return whether members of the site see films before findings, unless they chose otherwise."""
        item = self._table.get_item(Key=_key(site), ConsistentRead=True).get("Item", {})
        if "film_first_at" not in item:
            return SiteFilmFirst()
        return SiteFilmFirst(bool(item.get("film_first")), datetime.fromisoformat(str(item["film_first_at"])))

    def set_film_first(self, site: str, *, on: bool, now: datetime) -> None:
        """Set whether members of the site see films before findings, unless they chose otherwise."""
        self._table.update_item(
            Key=_key(site),
            UpdateExpression="SET film_first = :on, film_first_at = :now",
            ExpressionAttributeValues={":on": on, ":now": now.isoformat()},
        )

    def result_objects(self, site: str) -> WantedObjects:
        """Return which result objects the site has made. What an operator wrote by hand counts if it can."""
        item = self._table.get_item(Key=_key(site), ConsistentRead=True).get("Item", {})
        stored = item.get("result_objects")
        names = tuple(name for name in RESULT_OBJECTS if isinstance(stored, list) and name in stored)
        return WantedObjects(names, from_number(item.get("prevalence")))

    def set_result_objects(self, site: str, names: Collection[str]) -> None:
        """Set which result objects the site has made, by names of RESULT_OBJECTS."""
        self._table.update_item(
            Key=_key(site),
            UpdateExpression="SET result_objects = :names",
            ExpressionAttributeValues={":names": [name for name in RESULT_OBJECTS if name in names]},
        )

    def set_prevalence(self, site: str, share: float | None) -> None:
        """Set the site's prevalence, 0-1; None unsets it."""
        self._table.update_item(
            Key=_key(site),
            UpdateExpression="SET prevalence = :share",
            ExpressionAttributeValues={":share": to_number(share)},
        )

    def requires_second_factor(self, site: str) -> bool:
        """Return whether every member of the site needs a second factor."""
        item = self._table.get_item(Key=_key(site), ConsistentRead=True).get("Item", {})
        return bool(item.get("second_factor_required"))

    def require_second_factor(self, site: str, is_required: bool) -> None:
        """Set whether every member of the site needs a second factor, from the next log-in on."""
        self._table.update_item(
            Key=_key(site),
            UpdateExpression="SET second_factor_required = :required",
            ExpressionAttributeValues={":required": is_required},
        )


def _key(site: str) -> dict[str, str]:
    return {"sub": f"settings#{site}"}
