"""Who a request acts for: Flask-Login over our session, for the pages and the API alike."""

from dataclasses import asdict

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user
from werkzeug.wrappers import Response

from cxr.members import Member
from webapp.request_context import services


class SignedInMember(Member, UserMixin):  # type: ignore[misc]
    """A member as Flask-Login wants a user."""

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the session."""
        return self.sub


def init_login(app: Flask, manager: LoginManager) -> None:
    """Load the members whose accounts the sessions name."""
    # It would end sessions of people whose network address changes, and the cookie cannot be read by
    # scripts or sent over plain HTTP anyway.
    manager.session_protection = None
    manager.user_loader(_member)
    app.context_processor(lambda: {"signed_in_as": session.get("email")})


def begin_session(member: Member, email: str) -> None:
    """Sign the member in, in a session that nobody could know before."""
    session.renew()  # type: ignore[attr-defined]
    # Shown on the page, so that people at a shared workstation see whose session it is.
    session["email"] = email
    login_user(SignedInMember(**asdict(member)))


def end_session() -> None:
    """Sign out: an emptied session is deleted."""
    session.clear()


def end_every_session(email: str) -> None:
    """End each session and token of the account, on every machine, at its next request."""
    sub = services().accounts.revoke_tokens(email)
    services().members.end_access(sub, services().clock())


def require_log_in() -> Response | None:
    """Before the pages of members: send anybody else to the log-in page, and back afterwards."""
    if current_user.is_authenticated:
        return None
    wanted = request.path if request.method == "GET" else None
    return redirect(url_for("auth.log_in", next=wanted))


def local_path(target: str | None) -> str | None:
    """``target`` where it is a path of ours; never another site, however it is written."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return None


def _member(sub: str) -> SignedInMember | None:
    """Load the member, once a request. A session is ended if the members table no longer backs it."""
    if "member_asked" in g:
        # The table did not answer, and the error page asks again.
        return None
    g.member_asked = True
    member = services().members.find(sub, session.stored.created_at)  # type: ignore[attr-defined]
    if member is None:
        end_session()
        return None
    return SignedInMember(**asdict(member))
