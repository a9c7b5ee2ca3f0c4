"""Request-scoped access to the services and to the acting member."""

from flask import current_app, g
from flask_login import current_user

from cxr.storage.members import Member
from webapp.services import Services


def services() -> Services:
    """Return the services that the app was created with."""
    found: Services = current_app.extensions["services"]
    return found


def set_bearer_member(member: Member) -> None:
    """Set the member of a bearer token. It takes precedence over a session, for this request only."""
    g.bearer = member


def current_member() -> Member:
    """Return the member that this request acts for. The caller has checked that one is signed in."""
    found: Member = g.get("bearer") or current_user
    return found


def log_access(study_id: str) -> None:
    """Add the study and the acting account to the log line of this request."""
    g.accessed = {"account": current_member().sub, "study_id": study_id}
