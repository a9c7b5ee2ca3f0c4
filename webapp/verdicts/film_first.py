"""Whether the acting member sees a film before the model's opinion on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from webapp.request_context import current_member, services


@dataclass(frozen=True, slots=True)
class FilmFirst:
    """The setting in force, who chose it, and since when it holds. It never held if ``since`` is None."""

    on: bool
    source: Literal["own", "site"]
    since: datetime | None = None


def film_first_in_force() -> FilmFirst:
    """Return the member's own setting, else the site's."""
    member = current_member()
    if member.film_first is not None:
        return FilmFirst(member.film_first, "own", member.film_first_at)
    site = services().site_settings.film_first(member.site)
    # A member who had it switched off themself has seen findings until they left it to the site.
    changes = [moment for moment in (site.changed_at, member.film_first_at) if moment]
    return FilmFirst(site.on, "site", max(changes, default=None))
