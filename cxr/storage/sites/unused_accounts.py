"""Accounts that a site has invited and that no one has logged in to. Another account may take their place.

So somebody who logs in by the identity provider of a hospital needs no password for an invitation to the
same address.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cxr.errors import AlreadyMember, InvitationClosed
from cxr.storage.sites.member_item import OF_MEMBERSHIP, OF_PERSON, SECOND_FACTOR_ATTRIBUTES, Place
from cxr.storage.sites.members import moment
from cxr.storage.sites.site_invitations import SiteInvitations
from cxr.storage.sites.transactions import ConditionFailed, update, write_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef


class UnusedAccounts:
    """Hands a membership over. The caller knows that no one has logged in to the account that loses it."""

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._invitations = SiteInvitations(table)

    def hand_over(self, unused: str, sub: str, site: str, logged_in_at: datetime, now: datetime) -> None:
        """Make ``sub`` the member of ``site`` that ``unused`` was to be, who loses everything.

        Both happen, or neither: so one invitation brings one member. Raise InvitationClosed if ``unused``
        does not belong to the site any more, or if ``sub`` has a site or no access by now.
        """
        item = self._table.get_item(Key={"sub": unused}, ConsistentRead=True).get("Item", {})
        if item.get("site") != site:
            raise InvitationClosed(unused)
        further = self._invitations.of_account(unused, now)
        try:
            write_all(self._table, [self._gain(item, sub, logged_in_at), self._loss(item, unused, now)])
        except ConditionFailed as e:
            raise InvitationClosed(unused) from e
        for invitation in further:
            # A person has no more than some, and none to a site of theirs.
            with suppress(AlreadyMember, InvitationClosed):
                self._invitations.invite(replace(invitation, sub=sub), now)

    def pass_on_invitations(self, unused: str, sub: str, now: datetime) -> None:
        """Have ``sub`` invited to the sites that have invited ``unused``, which is to be deleted."""
        for invitation in self._invitations.of_account(unused, now):
            # As above.
            with suppress(AlreadyMember, InvitationClosed):
                self._invitations.invite(replace(invitation, sub=sub), now)
            with suppress(InvitationClosed):
                self._invitations.withdraw(invitation.site, unused)

    def _gain(self, item: dict[str, Any], sub: str, logged_in_at: datetime) -> "UpdateTypeDef":
        given = {name: item[name] for name in OF_MEMBERSHIP if name in item}
        values = {":site": item["site"], ":role": item["role"]} | {f":{name}": given[name] for name in given}
        return update(
            self._table,
            {"sub": sub},
            "SET site = :site, #role = :role" + "".join(f", {name} = :{name}" for name in given),
            "attribute_not_exists(site) AND (attribute_not_exists(memberships) OR size(memberships) = :none)"
            " AND (attribute_not_exists(valid_after) OR valid_after <= :logged_in_at)",
            {**values, ":none": 0, ":logged_in_at": Decimal(str(logged_in_at.timestamp()))},
            {"#role": "role"},
        )

    def _loss(self, item: dict[str, Any], unused: str, now: datetime) -> "UpdateTypeDef":
        place = Place(str(item["site"]), is_first=True)
        removed = ("site", "#role", *OF_MEMBERSHIP, *OF_PERSON, *SECOND_FACTOR_ATTRIBUTES)
        return update(
            self._table,
            {"sub": unused},
            # A log-in that has just begun with the temporary password ends here.
            f"SET valid_after = :now REMOVE {', '.join(removed)}",
            f"{place.condition} AND #role = :role",
            {":now": moment(now), ":role": item["role"], **place.values},
            {"#role": "role"},
        )
