"""Invitations of people who have an account already to a further site. Each needs the person's consent.

An invitation is an entry of the map ``invitations`` in the person's item, by site. The site's item
``settings#<site>`` has the accounts that are invited, so that its administrators see them. An invitation is
good as long as both are there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cxr.errors import AlreadyMember, InvitationClosed
from cxr.storage.sites.member_item import pointer, sites_of
from cxr.storage.sites.roles import REVIEWER
from cxr.storage.sites.transactions import ConditionFailed, update, write_all

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

LIFETIME = timedelta(days=7)
"""As long as the temporary password of a new account works."""

MOST = 20
"""Open invitations of one person. Any account may make a site, and invite from there."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The account ``sub`` may join a site with a role. ``by`` is the account that has invited."""

    sub: str
    site: str
    role: str
    by: str
    ends_at: datetime


class SiteInvitations:
    """Invites, lists, withdraws and accepts."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def invite(self, invitation: Invitation, now: datetime) -> None:
        """Invite a person, or change the role of an open invitation.

        Raise AlreadyMember; InvitationClosed if the person has MOST of them.
        """
        sub, site = invitation.sub, invitation.site
        item = self._with_maps(sub)
        if site in sites_of(item):
            raise AlreadyMember(sub)
        stored = item["invitations"]
        ended = [name for name in stored if name != site and not _is_open(stored[name], now)]
        if len(stored) - len(ended) >= MOST and site not in stored:
            raise InvitationClosed(sub)
        removal = ", ".join(f"invitations.#ended{i}" for i in range(len(ended)))
        entry = {"role": invitation.role, "by": invitation.by, "ends_at": _number(invitation.ends_at)}
        change = update(
            self._table,
            {"sub": sub},
            "SET invitations.#here = :entry" + (f" REMOVE {removal}" if removal else ""),
            "attribute_not_exists(memberships.#here) AND (attribute_not_exists(site) OR site <> :site)",
            {":entry": entry, ":site": site},
            {"#here": site} | {f"#ended{i}": name for i, name in enumerate(ended)},
        )
        try:
            write_all(self._table, [change, self._of_settings(site, "ADD", sub)])
        except ConditionFailed as e:
            raise AlreadyMember(sub) from e

    def of_account(self, sub: str, now: datetime) -> list[Invitation]:
        """Return the open invitations of a person, by site."""
        return _open_invitations(self._item(sub), now)

    def of_site(self, site: str, now: datetime) -> list[Invitation]:
        """Return the open invitations to a site."""
        invited = sorted(self._item(f"settings#{site}").get("invited", ()))
        return [
            found
            for sub in invited
            for found in _open_invitations(self._item(sub), now)
            if found.site == site
        ]

    def withdraw(self, site: str, sub: str) -> None:
        """Take an invitation back, or decline it. Raise InvitationClosed."""
        change = update(
            self._table,
            {"sub": sub},
            "REMOVE invitations.#here",
            "attribute_exists(invitations.#here)",
            names={"#here": site},
        )
        self._write(sub, [change, self._of_settings(site, "DELETE", sub)])

    def withdraw_all(self, site: str) -> None:
        """Take back every invitation to a site whose last member leaves."""
        self._table.update_item(Key={"sub": f"settings#{site}"}, UpdateExpression="REMOVE invited")

    def accept(self, site: str, sub: str, now: datetime) -> None:
        """Make the person a member of the site. Raise InvitationClosed."""
        found = next((it for it in self.of_account(sub, now) if it.site == site), None)
        if found is None:
            raise InvitationClosed(sub)
        membership: dict[str, Any] = {"role": found.role}
        if found.role == REVIEWER:
            # As for every new reviewer (MemberStore.begin_film_first).
            membership |= {"film_first": True, "film_first_at": now.isoformat()}
        joining = update(
            self._table,
            {"sub": sub},
            "SET memberships.#here = :membership REMOVE invitations.#here",
            "attribute_not_exists(memberships.#here) AND (attribute_not_exists(site) OR site <> :site)"
            " AND invitations.#here.ends_at = :ends_at AND invitations.#here.#role = :role",
            {
                ":membership": membership,
                ":role": found.role,
                ":ends_at": _number(found.ends_at),
                ":site": site,
            },
            {"#here": site, "#role": "role"},
        )
        pointing = update(
            self._table,
            pointer(site, sub),
            "SET site = :site, #role = :role",
            values={":site": site, ":role": found.role},
            names={"#role": "role"},
        )
        self._write(
            sub, [joining, self._of_settings(site, "DELETE", sub, "contains(invited, :sub)"), pointing]
        )

    def _of_settings(self, site: str, verb: str, sub: str, condition: str | None = None) -> "UpdateTypeDef":
        """Return the change of the list of a site's invitations."""
        values: dict[str, Any] = {":subs": {sub}} | ({":sub": sub} if condition else {})
        return update(self._table, {"sub": f"settings#{site}"}, f"{verb} invited :subs", condition, values)

    def _write(self, sub: str, updates: "list[UpdateTypeDef]") -> None:
        try:
            write_all(self._table, updates)
        except ConditionFailed as e:
            raise InvitationClosed(sub) from e

    def _with_maps(self, sub: str) -> dict[str, Any]:
        """Return the item of an account, with both maps: DynamoDB sets no entry of a map that is missing."""
        answer = self._table.update_item(
            Key={"sub": sub},
            UpdateExpression=(
                "SET memberships = if_not_exists(memberships, :memberships),"
                " invitations = if_not_exists(invitations, :invitations)"
            ),
            # Two empty maps: the laptop stack would take one for both.
            ExpressionAttributeValues={":memberships": {}, ":invitations": {}},
            ReturnValues="ALL_NEW",
        )
        return answer["Attributes"]

    def _item(self, sub: str) -> dict[str, Any]:
        return self._table.get_item(Key={"sub": sub}, ConsistentRead=True).get("Item", {})


def _open_invitations(item: Mapping[str, Any], now: datetime) -> list[Invitation]:
    return [
        Invitation(
            str(item["sub"]),
            site,
            str(entry["role"]),
            str(entry["by"]),
            datetime.fromtimestamp(float(entry["ends_at"]), UTC),
        )
        for site, entry in sorted(item.get("invitations", {}).items())
        if _is_open(entry, now)
    ]


def _is_open(entry: Mapping[str, Any], now: datetime) -> bool:
    return now.timestamp() < float(entry["ends_at"])


def _number(time: datetime) -> Decimal:
    """Return a time as the table stores it, in whole seconds since the epoch."""
    return Decimal(int(time.timestamp()))
