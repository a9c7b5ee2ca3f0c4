"""The members of one site, for its administrators."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key

from cxr.errors import AlreadyMember, LastAdministrator, MemberNotFound, MemberOfSeveralSites
from cxr.storage.sites.member_item import (
    OF_MEMBERSHIP,
    OF_PERSON,
    SECOND_FACTOR_ATTRIBUTES,
    Member,
    Place,
    account_of,
    member_of,
    place_of,
    pointer,
    sites_of,
)
from cxr.storage.sites.members import moment
from cxr.storage.sites.roles import PROGRAM, SITE_ADMIN
from cxr.storage.sites.transactions import ConditionFailed, update, write_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

_ROLE = {"#role": "role"}


class SiteMembers:
    """Members by site. Each change names the site: no administrator reaches members of another one."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def of_site(self, site: str) -> list[Member]:
        """Return the members of a site. Its index may miss one who joined within the last second or so."""
        found = self._table.query(IndexName="by-site", KeyConditionExpression=Key("site").eq(site))["Items"]
        items = [self._item(account_of(str(key["sub"]))) for key in found]
        return [member_of(item, site) for item in items if site in sites_of(item)]

    def add(self, sub: str, site: str, role: str) -> None:
        """Add an account that belongs to no site."""
        is_new = Attr("site").not_exists() & Attr("memberships").not_exists()
        self._table.put_item(Item={"sub": sub, "site": site, "role": role}, ConditionExpression=is_new)

    def add_again(self, sub: str, site: str, role: str) -> None:
        """Add an account that belonged to a site before, and belongs to none now. Raise AlreadyMember.

        Its earlier sessions and tokens stay ended.
        """
        belongs_nowhere = (
            "attribute_not_exists(site) AND (attribute_not_exists(memberships) OR size(memberships) = :none)"
        )
        values = {":site": site, ":role": role, ":none": 0}
        change = update(
            self._table,
            {"sub": sub},
            "SET site = :site, #role = :role",
            belongs_nowhere,
            values,
            _ROLE,
        )
        try:
            write_all(self._table, [change])
        except ConditionFailed as e:
            raise AlreadyMember(sub) from e

    def change_role(self, site: str, sub: str, role: str) -> None:
        """Give a member another role. Raise MemberNotFound, also for a program, or LastAdministrator.

        Each demotion counts up ``demotions`` of the site, on the condition that no other came between the
        check and the write: so two administrators cannot leave at the same moment.
        """
        seen = self._demotions(site)
        if role != SITE_ADMIN:
            self.require_another_administrator(site, sub)
        place = self._place(self._item(sub), site)
        change = update(
            self._table,
            {"sub": sub},
            f"SET {place.at}#role = :role",
            f"{place.condition} AND {place.at}#role <> :program",
            {":role": role, ":program": PROGRAM, **place.values},
            place.names | _ROLE,
        )
        try:
            write_all(self._table, [change] if role == SITE_ADMIN else [change, self._count(site, seen)])
        except ConditionFailed as e:
            if role == SITE_ADMIN or e.failed == [0]:
                raise MemberNotFound(sub) from e
            # Another administrator left meanwhile: whether one remains is open.
            raise LastAdministrator(sub, site) from e

    def remove(self, site: str, sub: str, now: datetime) -> bool:
        """Take a member out of the site. Return whether the person still belongs to another one.

        The last membership ends with sessions and tokens. Raise MemberNotFound or LastAdministrator.
        """
        self.require_another_administrator(site, sub)
        item = self._item(sub)
        place, stays = self._place(item, site), len(sites_of(item)) > 1
        changes = [self._departure(sub, place) if stays else self._last_departure(sub, place, now)]
        if not place.is_first:
            changes.append(update(self._table, pointer(site, sub), "REMOVE site, #role", names=_ROLE))
        try:
            write_all(self._table, changes)
        except ConditionFailed as e:
            raise MemberNotFound(sub) from e
        return stays

    def remove_second_factor(self, site: str, sub: str, now: datetime) -> None:
        """Take a member's second factor away, and end sessions and tokens.

        Raise MemberNotFound; MemberOfSeveralSites, since the factor guards the other sites' films, too.
        """
        item = self._item(sub)
        place = self._place(item, site)
        if len(sites_of(item)) > 1:
            raise MemberOfSeveralSites(sub)
        try:
            write_all(self._table, [self._ending(sub, place, now, SECOND_FACTOR_ATTRIBUTES, {})])
        except ConditionFailed as e:
            raise MemberNotFound(sub) from e

    def require_another_administrator(self, site: str, sub: str) -> None:
        """Raise LastAdministrator if the site has members, but no administrator, without this one."""
        members = self.of_site(site)
        administrators = {member.sub for member in members if member.role == SITE_ADMIN}
        if administrators == {sub}:
            raise LastAdministrator(sub, site)

    def _departure(self, sub: str, place: Place) -> "UpdateTypeDef":
        """Return the end of one of several memberships. It fails if that is the only one by now."""
        if place.is_first:
            removed, names = ", ".join(("site", "#role", *OF_MEMBERSHIP)), _ROLE
            is_one_of_several, fewer = "size(memberships) > :fewer", 0
        else:
            removed, names = "memberships.#here", place.names
            is_one_of_several, fewer = "(attribute_exists(site) OR size(memberships) > :fewer)", 1
        return update(
            self._table,
            {"sub": sub},
            f"REMOVE {removed}",
            f"{place.condition} AND {is_one_of_several}",
            {":fewer": fewer, **place.values},
            names,
        )

    def _last_departure(self, sub: str, place: Place, now: datetime) -> "UpdateTypeDef":
        """Return the end of the only membership, with all that is kept of the person."""
        removed = ("site", "#role", *OF_MEMBERSHIP, *OF_PERSON, *SECOND_FACTOR_ATTRIBUTES)
        return self._ending(sub, place, now, removed, _ROLE)

    def _ending(
        self, sub: str, place: Place, now: datetime, removed: Iterable[str], names: dict[str, str]
    ) -> "UpdateTypeDef":
        """Return a removal that ends sessions and tokens. It fails if the person belongs to other sites."""
        if place.is_first:
            is_only, number = "(attribute_not_exists(memberships) OR size(memberships) = :number)", 0
        else:
            is_only, number = "attribute_not_exists(site) AND size(memberships) = :number", 1
        return update(
            self._table,
            {"sub": sub},
            f"SET valid_after = :now REMOVE {', '.join(removed)}",
            f"{place.condition} AND {is_only}",
            {":now": moment(now), ":number": number, **place.values},
            place.names | names,
        )

    def _count(self, site: str, seen: int) -> "UpdateTypeDef":
        """Return the count of one more demotion. It fails if there was another one since ``seen``."""
        return update(
            self._table,
            {"sub": f"settings#{site}"},
            "SET demotions = :next",
            "attribute_not_exists(demotions) OR demotions = :seen",
            {":next": seen + 1, ":seen": seen},
            {},
        )

    def _demotions(self, site: str) -> int:
        return int(str(self._item(f"settings#{site}").get("demotions", 0)))

    def _place(self, item: dict[str, Any], site: str) -> Place:
        place = place_of(item, site)
        if place is None:
            raise MemberNotFound(site)
        return place

    def _item(self, sub: str) -> dict[str, Any]:
        return self._table.get_item(Key={"sub": sub}, ConsistentRead=True).get("Item", {})
