"""The member that a request acts for: Flask-Login on our sessions, for pages and API."""

from dataclasses import asdict
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, abort, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user
from werkzeug.wrappers import Response

from cxr.storage.sites.member_item import Member
from cxr.storage.sites.roles import SITE_ADMIN
from webapp.auth.acting_site import act_at, settle_site
from webapp.logger import logger
from webapp.recording.recorder import note_signed_in
from webapp.request_context import services, set_session_member


class SignedInMember(Member, UserMixin):  # type: ignore[misc]
    """A member with the interface of a Flask-Login user."""

    def get_id(self) -> str:
        """Return the identifier that Flask-Login stores in the session."""
        return self.sub


def init_login(app: Flask, manager: LoginManager) -> None:
    """Register the loader of signed-in members."""
    # Session protection would end a session when the network address changes. The cookie is safe without
    # it: scripts cannot read it, and browsers do not send it over plain HTTP.
    manager.session_protection = None
    manager.user_loader(_member)
    app.context_processor(
        lambda: {
            "signed_in_as": session.get("email"),
            "idle_minutes": round(services().sessions.idle_lifetime.total_seconds() / 60),
            "is_invited": current_user.is_authenticated and is_invited(current_user),
            "provider": services().identity_provider,
            "is_by_provider": is_by_provider(),
        }
    )


def begin_session(
    member: Member,
    email: str,
    begun_at: datetime,
    *,
    by_provider: bool = False,
    valid_from: datetime | None = None,
) -> None:
    """Sign the member in, with a new session token that no one else can know.

    The session counts from ``begun_at``, before the password was checked: so a reset meanwhile ends it.
    ``by_provider``: whether the identity provider of the hospital said who it is. ``valid_from``: when a
    session that goes on has ended all the others.
    """
    session.renew(begun_at, valid_from)  # type: ignore[attr-defined]
    # The page shows the address, so that people at a shared workstation see whose session it is.
    session["email"] = email
    if by_provider:
        session["by_provider"] = True
    act_at(member.site)
    login_user(SignedInMember(**asdict(member)))
    set_session_member(member)
    note_signed_in(member)
    services().addresses.remember(email, member.sub, begun_at)


def is_by_provider() -> bool:
    """Return whether the session began by the identity provider: its account has no password."""
    return "by_provider" in session


def is_invited(member: Member) -> bool:
    """Return whether the member has an open invitation to a further site."""
    return member.invited_until is not None and services().clock() < member.invited_until


def end_session() -> None:
    """Sign out. An empty session is deleted."""
    session.clear()


def end_every_session(sub: str) -> None:
    """End each session and token of the account, on every machine, at its next request.

    The members table comes first: if Cognito fails after it, only refresh tokens are left, and the tokens
    that they bring are as old as their log-in. So its failure is logged, and ends nothing else.
    """
    now, sessions = services().clock(), services().sessions
    services().members.end_access(sub, now)
    _revoke_tokens(sub)
    # They count no longer. Deleting them takes them from the account page.
    for ended in sessions.of_account(sub, now):
        sessions.end_of_account(sub, ended.session_id)


def _revoke_tokens(sub: str) -> None:
    try:
        services().accounts.revoke_tokens(sub)
    except (BotoCoreError, ClientError) as e:
        logger.error("refresh tokens not revoked", account=sub, cause=type(e).__name__)


def end_other_sessions() -> None:
    """End each session and token of the signed-in account but this session, which gets a new token.

    It is as old as its log-in: who has stolen it must not make it last, or pass for a recent log-in.
    """
    member, email, by_provider = current_user._get_current_object(), session["email"], is_by_provider()
    begun_at: datetime = session.stored.created_at  # type: ignore[attr-defined]
    end_every_session(member.sub)
    begin_session(member, email, begun_at, by_provider=by_provider, valid_from=services().clock())


def require_log_in() -> Response | None:
    """Redirect to the log-in page, and back afterwards, unless a member is signed in."""
    if current_user.is_authenticated:
        return None
    wanted = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("auth.log_in", next=wanted))


def require_administrator() -> Response | None:
    """Lead a stranger to log-in. Refuse everybody but an administrator of the site with status 403."""
    if not current_user.is_authenticated:
        return require_log_in()
    if current_user.role != SITE_ADMIN:
        abort(403)
    return None


def to_log_in(ended: str | None = None) -> Response:
    """Redirect somebody who has left to the log-in page, and clear what the browser stored.

    ``ended`` has the page explain what has ended, and what has not.
    """
    response = redirect(url_for("auth.log_in", ended=ended))
    # Not "cookies": that would also clear cookies of other hosts in a hospital's domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def local_path(target: str | None) -> str | None:
    """Return ``target`` if it is a path of this site, else None."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return None


def _member(sub: str) -> SignedInMember | None:
    """Load the member, once a request. Sign out anyone removed from the table or whose access has ended."""
    if "member_requested" in g:
        # The first lookup failed, and the error page asks again.
        return None
    g.member_requested = True
    valid_from = session.stored.valid_from  # type: ignore[attr-defined]
    member = services().members.find(sub, valid_from, session.get("site"))
    if member is None:
        end_session()
        return None
    settle_site(member)
    set_session_member(member)
    return SignedInMember(**asdict(member))
