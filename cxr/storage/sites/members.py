"""Who belongs to which site: the members table."""

import base64
import secrets
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cxr.errors import AccessEnded
from cxr.storage.sites.member_item import (
    OF_MEMBERSHIP,
    OF_PERSON,
    SECOND_FACTOR_ATTRIBUTES,
    Member,
    Place,
    chosen_site,
    member_of,
    place_of,
    pointer,
    sites_of,
)
from cxr.storage.sites.prevalence_number import to_number
from cxr.storage.sites.roles import SITE_ADMIN

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Setting = Decimal | str | bool | None


class MemberStore:
    """The members table. Membership comes from here alone, never from a token's own claims.

    An item may carry ``valid_after``, in seconds since the epoch: sessions and tokens from before that moment
    no longer count. Each request reads the item anyway, so ending access costs no further read.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def find(self, sub: str, logged_in_at: datetime, site: str | None = None) -> Member | None:
        """Return the account's member at ``site``; at the site last used if it does not belong to that one.

        Return None if it has no site at all, or if its access ended after ``logged_in_at``.
        """
        item = self._item(sub)
        chosen = chosen_site(item, site)
        return None if chosen is None or _is_ended(item, logged_in_at) else member_of(item, chosen)

    def get_or_create(self, sub: str, logged_in_at: datetime, site: str | None = None) -> Member:
        """Return the account's member, as ``find``. An account without a site gets one of its own, once.

        Raise AccessEnded if the account's access ended after ``logged_in_at``.
        """
        item = self._item(sub)
        if _is_ended(item, logged_in_at):
            raise AccessEnded(sub)
        chosen = chosen_site(item, site)
        return member_of(item, chosen) if chosen else self._create_site(sub, logged_in_at)

    def site_of(self, sub: str) -> str | None:
        """Return the site that an account last used, or None if it belongs to none."""
        return chosen_site(self._item(sub))

    def was_member(self, sub: str) -> bool:
        """Return whether anything is kept of an account, which may belong to no site any more."""
        return bool(self._item(sub))

    def of_account(self, sub: str) -> list[Member]:
        """Return the account's memberships."""
        item = self._item(sub)
        return [member_of(item, site) for site in sites_of(item)]

    def sites(self) -> set[str]:
        """Return the name of every site that has a member. It reads the whole index."""
        scan = self._table.meta.client.get_paginator("scan")
        pages = scan.paginate(TableName=self._table.name, IndexName="by-site")
        return {str(item["site"]) for page in pages for item in page["Items"]}

    def end_access(self, sub: str, now: datetime) -> None:
        """End every session and token of the account that began before ``now``."""
        self._end(sub, now, "")

    def remove(self, sub: str, now: datetime) -> None:
        """Take the account out of every site, and end its sessions and tokens."""
        further = self._item(sub).get("memberships", {})
        removed = ("#site", "#role", *OF_MEMBERSHIP, *OF_PERSON, *SECOND_FACTOR_ATTRIBUTES)
        self._end(sub, now, f" REMOVE {', '.join(removed)}")
        # They gave no access. An interruption leaves one that no list of members shows.
        for site in further:
            self._table.update_item(
                Key=pointer(site, sub),
                UpdateExpression="REMOVE site, #role",
                ExpressionAttributeNames={"#role": "role"},
            )

    def remove_second_factor(self, sub: str, now: datetime) -> None:
        """Take the second factor of the account away, and end its sessions and tokens."""
        self._end(sub, now, f" REMOVE {', '.join(SECOND_FACTOR_ATTRIBUTES)}")

    def remember_site(self, member: Member) -> None:
        """Record that the account last used this site. Raise AccessEnded if it does not belong to it."""
        place = Place(member.site, member.is_first)
        self._write(member.sub, "SET last_site = :site", place, {":site": member.site})

    def set_prevalence(self, member: Member, share: float | None) -> None:
        """Set the member's own prevalence at the site, 0-1; None unsets it. Raise AccessEnded."""
        self._set_at_site(member, prevalence=to_number(share))

    def set_film_first(self, member: Member, on: bool | None, now: datetime) -> None:
        """Set whether the member sees films of the site before findings; None leaves it to the site.

        Raise AccessEnded if the account does not belong to the site.
        """
        self._set_at_site(member, film_first=on, film_first_at=now.isoformat())

    def begin_film_first(self, sub: str, site: str, now: datetime) -> None:
        """Have the member see films of a site before findings, unless they have chosen for themself.

        Raise AccessEnded if the account does not belong to the site.
        """
        place = place_of(self._item(sub), site)
        if place is None:
            raise AccessEnded(sub)
        values: dict[str, Setting] = {":film_first": True, ":film_first_at": now.isoformat()}
        paths = (f"{place.at}{name[1:]} = if_not_exists({place.at}{name[1:]}, {name})" for name in values)
        self._write(sub, f"SET {', '.join(paths)}", place, values)

    def accept_limits(self, sub: str, version: str, now: datetime) -> None:
        """Record that the person has accepted the limits of a model. Raise AccessEnded without a site."""
        self._set(sub, limits_version=version, limits_at=now.isoformat())

    def set_hotkeys(self, sub: str, on: bool) -> None:
        """Set whether single keys act on the whole result page. Raise AccessEnded without a site."""
        self._set(sub, hotkeys=on)

    def set_sample_hidden(self, sub: str, hidden: bool) -> None:
        """Set whether the person's worklists leave the sample film out. Raise AccessEnded without a site."""
        self._set(sub, sample_hidden=hidden)

    def set_language(self, sub: str, language: str | None) -> None:
        """Set the language of the person's pages; None leaves it to the browser.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, pages_language=language)

    def _set(self, sub: str, **values: Setting) -> None:
        change = "SET " + ", ".join(f"{name} = :{name}" for name in values)
        self._write(sub, change, None, {f":{name}": value for name, value in values.items()})

    def _set_at_site(self, member: Member, **values: Setting) -> None:
        place = Place(member.site, member.is_first)
        change = "SET " + ", ".join(f"{place.at}{name} = :{name}" for name in values)
        self._write(member.sub, change, place, {f":{name}": value for name, value in values.items()})

    def _write(self, sub: str, change: str, place: Place | None, values: dict[str, Setting]) -> None:
        """Change an item. An account that was removed meanwhile must not come back as an item."""
        try:
            self._table.update_item(
                Key={"sub": sub},
                UpdateExpression=change,
                ConditionExpression=place.condition
                if place
                else "attribute_exists(site) OR attribute_exists(memberships)",
                ExpressionAttributeValues={**values, **(place.values if place else {})},
                **_given(place.names if place else {}),
            )
        except ClientError as e:
            raise _access_ended(e, sub) from e

    def _end(self, sub: str, now: datetime, removal: str) -> None:
        names = {"#site": "site", "#role": "role"} if "#site" in removal else {}
        self._table.update_item(
            Key={"sub": sub},
            UpdateExpression="SET #valid_after = :now" + removal,
            ExpressionAttributeNames={"#valid_after": "valid_after", **names},
            ExpressionAttributeValues={":now": moment(now)},
        )

    def _item(self, sub: str) -> dict[str, Any]:
        return self._table.get_item(Key={"sub": sub}, ConsistentRead=True).get("Item", {})

    def _create_site(self, sub: str, logged_in_at: datetime) -> Member:
        """Give the account a site of its own. Raise AccessEnded if its access ended after ``logged_in_at``.

        If another request of the same person came first, the site of that request counts.
        """
        try:
            answer = self._table.update_item(
                Key={"sub": sub},
                UpdateExpression=(
                    "SET #site = if_not_exists(#site, :site), #role = if_not_exists(#role, :role)"
                ),
                # An account that was removed meanwhile gets no site again.
                ConditionExpression="attribute_not_exists(#valid_after) OR #valid_after <= :logged_in_at",
                ExpressionAttributeNames={"#site": "site", "#role": "role", "#valid_after": "valid_after"},
                ExpressionAttributeValues={
                    ":site": _new_site(),
                    ":role": SITE_ADMIN,
                    ":logged_in_at": Decimal(str(logged_in_at.timestamp())),
                },
                ReturnValues="ALL_NEW",
            )
        except ClientError as e:
            raise _access_ended(e, sub) from e
        return member_of(answer["Attributes"], str(answer["Attributes"]["site"]))


def moment(now: datetime) -> Decimal:
    """Return a ``valid_after``, rounded down to the millisecond: a log-in right afterwards is not older."""
    return Decimal(int(now.timestamp() * 1000)) / 1000


def _given(names: dict[str, str]) -> dict[str, Any]:
    """Return the names of an expression as DynamoDB takes them: none at all rather than an empty map."""
    return {"ExpressionAttributeNames": names} if names else {}


def _access_ended(error: ClientError, sub: str) -> AccessEnded:
    """Return the meaning of a failed condition. Raise any other error again."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
    return AccessEnded(sub)


def _is_ended(item: dict[str, Any], logged_in_at: datetime) -> bool:
    return logged_in_at.timestamp() < float(item.get("valid_after", 0))


def _new_site() -> str:
    """Return a name of 50 random bits: an inbox prefix that cannot be guessed, and no two sites share."""
    letters = base64.b32encode(secrets.token_bytes(7)).decode().lower()
    return f"site-{letters[:10]}"
