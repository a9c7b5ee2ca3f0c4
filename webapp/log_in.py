"""Who a request acts for: Flask-Login over our session, for the pages and the API alike."""

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user
from werkzeug.wrappers import Response

from webapp.current import services
from webapp.members import Member


def init_log_in(app: Flask, manager: LoginManager) -> None:
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
    login_user(member)


def end_session() -> None:
    """Sign out: an emptied session is deleted."""
    session.clear()


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


def _member(sub: str) -> Member | None:
    """Whom the members table knows by now, asked once a request: who was taken out of it is signed out."""
    if "member_asked" in g:
        # It did not answer, and the page that tells so asks again.
        return None
    g.member_asked = True
    member = services().members.find(sub)
    if member is None:
        end_session()
    return member
