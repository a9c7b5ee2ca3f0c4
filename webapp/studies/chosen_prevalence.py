"""Which prevalence a request's figures are for."""

from dataclasses import dataclass
from typing import Literal

from flask import request

from cxr.figures.prevalence import checked_prevalence
from webapp.request_context import current_member, services


@dataclass(frozen=True, slots=True)
class ChosenPrevalence:
    """A prevalence, 0-1, and who chose it. Both are None if it is not set."""

    share: float | None = None
    source: Literal["request", "own", "site"] | None = None


def requested_prevalence() -> ChosenPrevalence:
    """Return the prevalence that the request asks for with ``?prevalence=``, else the one that is set.

    Raise InvalidPrevalence.
    """
    asked = request.args.get("prevalence")
    return prevalence_in_force() if asked is None else ChosenPrevalence(checked_prevalence(asked), "request")


def prevalence_in_force() -> ChosenPrevalence:
    """Return the member's own prevalence, else the site's."""
    member = current_member()
    if member.prevalence is not None:
        return ChosenPrevalence(member.prevalence, "own")
    share = services().site_settings.prevalence(member.site)
    return ChosenPrevalence() if share is None else ChosenPrevalence(share, "site")
