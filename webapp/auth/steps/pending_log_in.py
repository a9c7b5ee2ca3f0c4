"""A log-in whose password or identity was right, and that may lack a step. No one is signed in yet."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from cxr.errors import AccessEnded
from cxr.storage.sites.member_item import Member
from cxr.storage.sites.roles import PROGRAM
from webapp.auth.login import begin_session, is_invited
from webapp.auth.steps.second_factor import is_required
from webapp.errors import LogInTooLate, ProgramAccount
from webapp.recording.recorder import no_act
from webapp.request_context import services, set_session_member

LIFETIME = timedelta(minutes=15)
"""Time for the further steps. infra/identity.yml gives Cognito the same."""


@dataclass(frozen=True, slots=True)
class PendingLogIn:
    """The account, and when the log-in began, in seconds since 1970.

    ``sub`` is empty before a first password is set. ``challenge`` is Cognito's, for that step alone.
    ``by_provider``: whether the identity provider of the hospital says who it is, and no password.
    """

    email: str
    begun_at: float
    sub: str = ""
    challenge: str = ""
    by_provider: bool = False

    @property
    def begun(self) -> datetime:
        """The same as a time."""
        return datetime.fromtimestamp(self.begun_at, UTC)


def await_step(pending: PendingLogIn) -> None:
    """Remember the log-in, under a session token that no one knew before the password."""
    session.renew()  # type: ignore[attr-defined]
    session["pending"] = asdict(pending)
    # The last step of a log-in is its act.
    no_act()


def pending_log_in(*, first_password: bool = False) -> PendingLogIn:
    """Return the log-in of this session.

    Raise LogInTooLate if none awaits this step, or not any more: a reset of the password ends it, too.
    """
    found = session.get("pending")
    if not found or bool(found["challenge"]) is not first_password:
        raise LogInTooLate
    pending = PendingLogIn(**found)
    if services().clock().timestamp() - pending.begun_at > LIFETIME.total_seconds():
        raise LogInTooLate
    if pending.sub:
        _require_access(pending)
    return pending


def _require_access(pending: PendingLogIn) -> None:
    try:
        set_session_member(services().members.get_or_create(pending.sub, pending.begun))
    except AccessEnded as e:
        raise LogInTooLate(pending.sub) from e


def go_on(pending: PendingLogIn, wanted: str | None) -> Response:
    """Begin the session and lead onward, or lead to the second factor that the account has or needs.

    Raise AccessEnded, or ProgramAccount.
    """
    member = services().members.get_or_create(pending.sub, pending.begun)
    if member.role == PROGRAM:
        raise ProgramAccount(pending.sub)
    if member.second_factor or is_required(member):
        await_step(pending)
        step = "ask_code" if member.second_factor else "enrol"
        return redirect(url_for(f"log_in_steps.{step}", next=wanted))
    return redirect(_begin(member, pending, wanted))


def finish_pending(pending: PendingLogIn, wanted: str | None) -> str:
    """Begin the session of a log-in whose last step is done. Return where it leads. Raise AccessEnded."""
    return _begin(services().members.get_or_create(pending.sub, pending.begun), pending, wanted)


def _begin(member: Member, pending: PendingLogIn, wanted: str | None) -> str:
    begin_session(member, pending.email, pending.begun, by_provider=pending.by_provider)
    return onward(member, wanted)


def onward(member: Member, wanted: str | None) -> str:
    """Return where a log-in leads: past the choice of a site, for somebody who has one.

    A page that waits for the log-in in another tab belongs to a site already, the one last used.
    """
    if wanted != url_for("auth.logged_in") and (len(member.sites) > 1 or is_invited(member)):
        return url_for("sites.show", next=wanted)
    return wanted or url_for("studies.worklist")
