"""A person's item of the members table, read as memberships.

The key is the account's ``sub``. The first membership is at the top of the item: ``site``, ``role`` and the
settings of OF_MEMBERSHIP. Each further one is an entry of the map ``memberships``, by site. So one read of
one item says what an account may see, and a change of it is one write with a condition.

A further membership also has a pointer, an item of its own, so that the index ``by-site`` finds it. The
pointer gives no access.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cxr.storage.sites.prevalence_number import from_number

SECOND_FACTOR_ATTRIBUTES = ("totp", "totp_step", "recovery", "code_tries", "tries_until")
"""What an item has of a second factor (``webapp.aws.second_factors``)."""

OF_MEMBERSHIP = ("prevalence", "film_first", "film_first_at")
"""What a person has chosen for one site, where it overrides the site's own. It goes with the membership."""

OF_PERSON = (
    "hotkeys",
    "pages_language",
    "limits_version",
    "limits_at",
    "sample_hidden",
    "last_site",
    "memberships",
    "invitations",
)
"""What a person has at every site. It goes with the last membership."""

_POINTER = "membership#"


@dataclass(frozen=True)
class Member:
    """A person at one site. ``sub`` is their account in the pool; ``sites`` are all that it belongs to.

    ``invited_until`` is when the last invitation to a further site ends, if there is one.

    ``prevalence``, 0-1, and ``film_first`` are the person's own choices at this site. They override the
    site's (``SiteSettings``). None leaves them to the site. ``film_first_at`` is when that choice was last
    changed. ``is_first``: whether the item has this membership at its top.

    The rest is the same at every site. ``limits_version``: the model whose limits the person has accepted, at
    ``limits_at``. ``hotkeys``: whether single keys act on the whole result page. ``sample_hidden``: whether
    the worklist leaves the sample film out. ``second_factor``: whether the account has one. ``language`` is
    that of the pages; None leaves it to the browser.
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
    is_first: bool = True
    sites: tuple[str, ...] = ()
    invited_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item has a membership. ``at`` comes before its attributes in an expression."""

    site: str
    is_first: bool

    @property
    def at(self) -> str:
        """Return the path of the membership, for a name behind it."""
        return "" if self.is_first else "memberships.#here."

    @property
    def condition(self) -> str:
        """Return the condition that the membership is there."""
        return "site = :here" if self.is_first else "attribute_exists(memberships.#here)"

    @property
    def names(self) -> dict[str, str]:
        """Return the names of ``at`` and of ``condition``."""
        return {} if self.is_first else {"#here": self.site}

    @property
    def values(self) -> dict[str, str]:
        """Return the values of ``condition``."""
        return {":here": self.site} if self.is_first else {}


def sites_of(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the sites of an item, the first membership's first."""
    first = (str(item["site"]),) if "site" in item else ()
    return first + tuple(sorted(set(item.get("memberships", {})) - set(first)))


def chosen_site(item: Mapping[str, Any], wanted: str | None = None) -> str | None:
    """Return the wanted site if the item belongs to it, else the last used, else any; None without any."""
    sites = sites_of(item)
    return next((site for site in (wanted, item.get("last_site"), *sites) if site in sites), None)


def place_of(item: Mapping[str, Any], site: str) -> Place | None:
    """Return where an item has its membership of a site, or None if it has none."""
    return Place(site, is_first=item.get("site") == site) if site in sites_of(item) else None


def member_of(item: Mapping[str, Any], site: str) -> Member:
    """Return the member of an item at one of its sites."""
    is_first = item.get("site") == site
    at_site = item if is_first else item["memberships"][site]
    film_first_at, limits_at = at_site.get("film_first_at"), item.get("limits_at")
    return Member(
        str(item["sub"]),
        site,
        str(at_site["role"]),
        prevalence=from_number(at_site.get("prevalence")),
        film_first=at_site.get("film_first"),
        film_first_at=datetime.fromisoformat(film_first_at) if film_first_at else None,
        limits_version=item.get("limits_version"),
        limits_at=datetime.fromisoformat(limits_at) if limits_at else None,
        hotkeys=bool(item.get("hotkeys")),
        sample_hidden=bool(item.get("sample_hidden")),
        second_factor="totp" in item,
        language=item.get("pages_language"),
        is_first=is_first,
        sites=sites_of(item),
        invited_until=_invited_until(item),
    )


def _invited_until(item: Mapping[str, Any]) -> datetime | None:
    ends = [float(entry["ends_at"]) for entry in item.get("invitations", {}).values()]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def pointer(site: str, sub: str) -> dict[str, str]:
    """Return the key of the pointer of a further membership."""
    return {"sub": f"{_POINTER}{site}#{sub}"}


def account_of(key: str) -> str:
    """Return the account that a key of the index stands for: of a person, a program or a pointer."""
    return key.rpartition("#")[2] if key.startswith(_POINTER) else key
