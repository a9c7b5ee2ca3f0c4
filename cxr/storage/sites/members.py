"""Who belongs to which site: the members table."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cxr.errors import AccessEnded
from cxr.storage.sites.prevalence_number import from_number, to_number
from cxr.storage.sites.roles import SITE_ADMIN

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

SECOND_FACTOR_ATTRIBUTES = ("totp", "totp_step", "recovery", "code_tries", "tries_until")
"""What an item has of a second factor (``webapp.aws.second_factors``)."""


OWN_ATTRIBUTES = (
    "prevalence",
    "film_first",
    "film_first_at",
    "hotkeys",
    "pages_language",
    "limits_version",
    "limits_at",
    "sample_hidden",
)
"""What a person has chosen. It goes with the membership."""


@dataclass(frozen=True)
class Member:
    """A person at a site. ``sub`` is their account in the pool.

    ``prevalence``, 0-1, and ``film_first`` are the person's own choices. They override the site's
    (``SiteSettings``). None leaves them to the site. ``film_first_at`` is when that choice was last changed.
    ``limits_version``: the model whose limits the person has accepted, at ``limits_at``.
    ``hotkeys``: whether single keys act on the whole result page. ``sample_hidden``: whether the worklist
    leaves the sample film out. ``second_factor``: whether the account has one. ``language`` is that of the
    pages; None leaves it to the browser.
    """

    sub: str
    site: str
    role: str
    prevalence: float | None = None
    film_first: bool | None = None
    film_first_at: datetime | None = None
    limits_version: str | None = None
    limits_at: datetime | None = None
    hotkeys: bool = False
    sample_hidden: bool = False
    second_factor: bool = False
    language: str | None = None


class MemberStore:
    """The members table. Membership comes from here alone, never from a token's own claims.

    An item may carry ``valid_after``, in seconds since the epoch: sessions and tokens from before that moment
    no longer count. Each request reads the item anyway, so ending access costs no further read.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def find(self, sub: str, logged_in_at: datetime) -> Member | None:
        """Return the account's member; None if it has no site, or its access ended after ``logged_in_at``."""
        item = self._item(sub)
        if "site" not in item or _is_ended(item, logged_in_at):
            return None
        return member_of(item)

    def get_or_create(self, sub: str, logged_in_at: datetime) -> Member:
        """Return the account's member. An account without a site gets a site of its own, once.

        Raise AccessEnded if the account's access ended after ``logged_in_at``.
        """
        item = self._item(sub)
        if _is_ended(item, logged_in_at):
            raise AccessEnded(sub)
        return member_of(item) if "site" in item else self._create_site(sub, logged_in_at)

    def site_of(self, sub: str) -> str | None:
        """Return the site of an account, or None if it has none."""
        site = self._item(sub).get("site")
        return str(site) if site else None

    def sites(self) -> set[str]:
        """Return the name of every site that has a member. It reads the whole index."""
        scan = self._table.meta.client.get_paginator("scan")
        pages = scan.paginate(TableName=self._table.name, IndexName="by-site")
        return {str(item["site"]) for page in pages for item in page["Items"]}

    def end_access(self, sub: str, now: datetime) -> None:
        """End every session and token of the account that began before ``now``."""
        self._end(sub, now, "")

    def remove(self, sub: str, now: datetime) -> None:
        """Take the account out of its site, and end its sessions and tokens."""
        removed = ", ".join(("#site", "#role", *OWN_ATTRIBUTES, *SECOND_FACTOR_ATTRIBUTES))
        self._end(sub, now, f" REMOVE {removed}")

    def remove_second_factor(self, sub: str, now: datetime) -> None:
        """Take the second factor of the account away, and end its sessions and tokens."""
        self._end(sub, now, f" REMOVE {', '.join(SECOND_FACTOR_ATTRIBUTES)}")

    def set_prevalence(self, sub: str, share: float | None) -> None:
        """Set the member's own prevalence, 0-1; None unsets it.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, prevalence=to_number(share))

    def set_film_first(self, sub: str, on: bool | None, now: datetime) -> None:
        """Set whether the member sees films before findings; None leaves it to the site.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, film_first=on, film_first_at=now.isoformat())

    def begin_film_first(self, sub: str, now: datetime) -> None:
        """Have the member see films before findings, unless they have chosen for themself.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, only_missing=True, film_first=True, film_first_at=now.isoformat())

    def accept_limits(self, sub: str, version: str, now: datetime) -> None:
        """Record that the member has accepted the limits of a model.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, limits_version=version, limits_at=now.isoformat())

    def set_hotkeys(self, sub: str, on: bool) -> None:
        """Set whether single keys act on the whole result page.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, hotkeys=on)

    def set_sample_hidden(self, sub: str, hidden: bool) -> None:
        """Set whether the member's worklist leaves the sample film out.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, sample_hidden=hidden)

    def set_language(self, sub: str, language: str | None) -> None:
        """Set the language of the member's pages; None leaves it to the browser.

        Raise AccessEnded if the account has no site.
        """
        self._set(sub, pages_language=language)

    def _set(self, sub: str, *, only_missing: bool = False, **values: Decimal | str | bool | None) -> None:
        value_of = "if_not_exists(#{0}, :{0})" if only_missing else ":{0}"
        try:
            self._table.update_item(
                Key={"sub": sub},
                UpdateExpression="SET " + ", ".join(f"#{name} = {value_of.format(name)}" for name in values),
                # An account that was removed meanwhile must not come back as an item.
                ConditionExpression="attribute_exists(#site)",
                ExpressionAttributeNames={"#site": "site"} | {f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
            )
        except ClientError as e:
            raise _access_ended(e, sub) from e

    def _end(self, sub: str, now: datetime, removal: str) -> None:
        names = {"#site": "site", "#role": "role"} if "#site" in removal else {}
        self._table.update_item(
            Key={"sub": sub},
            UpdateExpression="SET #valid_after = :now" + removal,
            ExpressionAttributeNames={"#valid_after": "valid_after", **names},
            # Rounded down to the millisecond: a log-in right afterwards must not count as older.
            ExpressionAttributeValues={":now": Decimal(int(now.timestamp() * 1000)) / 1000},
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
        return member_of(answer["Attributes"])


def member_of(item: dict[str, Any]) -> Member:
    """Return the member of an item that has a site."""
    film_first_at, limits_at = item.get("film_first_at"), item.get("limits_at")
    return Member(
        str(item["sub"]),
        str(item["site"]),
        str(item["role"]),
        prevalence=from_number(item.get("prevalence")),
        film_first=item.get("film_first"),
        film_first_at=datetime.fromisoformat(film_first_at) if film_first_at else None,
        limits_version=item.get("limits_version"),
        limits_at=datetime.fromisoformat(limits_at) if limits_at else None,
        hotkeys=bool(item.get("hotkeys")),
        sample_hidden=bool(item.get("sample_hidden")),
        second_factor="totp" in item,
        language=item.get("pages_language"),
    )


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
