"""Request-scoped access to the services and to the acting member."""

from flask import current_app, g, request
from flask_login import current_user

from cxr.storage.sites.member_item import Member
from webapp.logger import logger
from webapp.services import Services

PREFETCH_HEADER = "X-Prefetch"
"""Request header of a page that fetches a study before its reader asks for it."""


def services() -> Services:
    """Return the services that the app was created with."""
    found: Services = current_app.extensions["services"]
    return found


def set_bearer_member(member: Member, token_hash: str) -> None:
    """Set the member of a bearer token. It takes precedence over a session, for this request only."""
    g.bearer = member
    g.token_hash = token_hash


def set_session_member(member: Member) -> None:
    """Set the member of the session, who stays known after a log-out in this request."""
    g.session_member = member


def acting_member() -> Member | None:
    """Return the member that this request acts for, or None for a stranger."""
    found: Member | None = g.get("bearer") or g.get("session_member")
    return found


def current_member() -> Member:
    """Return the member that this request acts for. The caller has checked that one is signed in."""
    found: Member = g.get("bearer") or current_user
    return found


def log_access(study_id: str) -> None:
    """Add the study to every further log line of this request.

    Add the acting account to the last line, and whether it is a prefetch.
    """
    logger.append_keys(study_id=study_id)
    g.accessed = {"account": current_member().sub, "study_id": study_id}
    if is_prefetch():
        g.accessed["prefetched"] = True


def is_prefetch() -> bool:
    """Return whether a page or a browser fetches ahead: its user has not opened what it fetches."""
    return PREFETCH_HEADER in request.headers or "prefetch" in request.headers.get("Sec-Purpose", "")
