"""What belongs to the request at hand: the services of its app, and the member it acts for."""

from flask import current_app, g
from flask_login import current_user

from cxr.members import Member
from webapp.services import Services


def services() -> Services:
    """The services that the app was created with."""
    found: Services = current_app.extensions["services"]
    return found


def set_bearer_member(member: Member) -> None:
    """Let a bearer token's member stand above any session, for this request alone."""
    g.bearer = member


def current_member() -> Member:
    """The member that this request acts for; the caller has made sure that there is one."""
    found: Member = g.get("bearer") or current_user
    return found


def log_access(study_id: str) -> None:
    """Have the line that is logged about this request name the study, and the account that it acts for."""
    g.accessed = {"account": current_member().sub, "study_id": study_id}
