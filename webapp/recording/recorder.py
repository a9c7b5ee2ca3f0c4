"""Adds the event of a request to the audit trail, after the request and before its answer."""

from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, Response, g, request, session

from cxr.audit_event import NO_ACCOUNT, NO_SITE, Act, AuditEvent, Outcome
from cxr.storage.sites.member_item import Member
from webapp.http.correlation import correlation_id
from webapp.http.problems.problem_details import is_api_request
from webapp.logger import logger
from webapp.recording.audited_routes import AUDITED, FETCHED_AHEAD, REPEATED
from webapp.request_context import acting_member, is_prefetch, services

_SESSION_LETTERS = 16
"""Letters of a hash of a session's token: enough to tell sessions apart, and no key to one."""


@dataclass
class _Notes:
    """What a view knows of the act beyond its route."""

    is_act: bool = True
    outcome: Outcome | None = None
    account: str | None = None
    site: str | None = None
    about: str | None = None
    detail: str | None = None


def init_recording(app: Flask) -> None:
    """Record each act after its request. A request whose event cannot be stored answers 500."""
    app.after_request(_record)


def no_act() -> None:
    """Leave no event: the request did nothing that the trail is about."""
    _notes().is_act = False


def note_outcome(outcome: Outcome) -> None:
    """Set how the act ended, where the status of the answer does not say it."""
    _notes().outcome = outcome


def note_about(sub: str, detail: str | None = None) -> None:
    """Set the account that a change of membership concerns."""
    _notes().about, _notes().detail = sub, detail


def note_signed_in(member: Member) -> None:
    """Set who has logged in."""
    notes = _notes()
    notes.account, notes.site, notes.outcome = member.sub, member.site, Outcome.SUCCESS


def note_site(sub: str, site: str) -> None:
    """Set whose act it is at a site that the session does not act in."""
    _notes().account, _notes().site = sub, site


def note_no_account() -> None:
    """Set that the act is of no account, as a log-in that fails before anybody is known."""
    _notes().account, _notes().site = NO_ACCOUNT, None


def note_account(sub: str) -> None:
    """Set whose act it is, where no one is signed in."""
    _notes().account, _notes().site = sub, services().members.site_of(sub)


def note_address(email: str) -> str | None:
    """Set whose act it is by an address, with the same reads for every address.

    Return the account, or None if the address has not logged in lately.
    """
    notes = _notes()
    notes.account, notes.site = services().addresses.account(email)
    return notes.account if notes.site else None


def _notes() -> _Notes:
    if "audit_notes" not in g:
        g.audit_notes = _Notes()
    notes: _Notes = g.audit_notes
    return notes


def _record(response: Response) -> Response:
    event = _event(response)
    # The answer to an error of this function passes here, too.
    if event is None or "audit_recorded" in g:
        return response
    g.audit_recorded = True
    try:
        services().audit.add(event)
    except (BotoCoreError, ClientError):
        # The log is the next best place for it.
        logger.error("audit event not stored", audit_event=event)
        raise
    return response


def _event(response: Response) -> AuditEvent | None:
    # A view answers HEAD as it answers GET, and does the same.
    method = "GET" if request.method == "HEAD" else request.method
    audited, notes, member = AUDITED.get(f"{method} {request.endpoint}"), _notes(), acting_member()
    account, site = notes.account, notes.site
    if account is None and member:
        account, site = member.sub, member.site
    if audited is None or not notes.is_act or account is None:
        return None
    act = Act.PREPARE if audited.act in FETCHED_AHEAD and is_prefetch() else audited.act
    is_repetition = act in REPEATED and getattr(session, "background", False)
    now = services().clock()
    return AuditEvent(
        site=site or NO_SITE,
        at=_hour(now) if is_repetition else now,
        act=act,
        outcome=notes.outcome or _outcome(response),
        request="" if is_repetition else correlation_id(),
        account=account,
        study_id=g.get("accessed", {}).get("study_id"),
        session=_session(),
        source=request.remote_addr,
        about=notes.about,
        detail="background" if is_repetition else notes.detail or audited.detail,
    )


def _outcome(response: Response) -> Outcome:
    """Return what the status says. A form that is shown again was not carried out."""
    if response.status_code >= 500:
        return Outcome.FAILED
    is_form_again = request.method == "POST" and response.status_code == 200 and not is_api_request()
    return Outcome.REFUSED if is_form_again or response.status_code >= 400 else Outcome.SUCCESS


def _session() -> str | None:
    """Return the beginning of the hash of the token that the request came with, or that it begins."""
    found: str | None = g.get("token_hash") or getattr(session, "session_id", None)
    return found[:_SESSION_LETTERS] if found else None


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
