"""Has people show once more who they are, before a change that a thief of the session must not make."""

from datetime import timedelta

from flask import render_template, request, session
from flask_babel import gettext
from flask_wtf import FlaskForm

from webapp.auth.guesses import client, limited
from webapp.auth.login import is_by_provider
from webapp.errors import AccountError, WrongCredentials
from webapp.request_context import services

RECENT = timedelta(minutes=10)
"""Age of a log-in by the identity provider that stands for the current password."""


def is_confirmed(form: FlaskForm) -> bool:
    """Return whether the form has the current password. Add the reason if it has not.

    The form of an account of the identity provider has no such field: see require_recent_log_in.
    """
    if form.current is None:
        return True
    try:
        with limited("password", session["email"]):
            services().accounts.log_in(session["email"], form.current.data, client())
    except WrongCredentials:
        form.current.errors = [gettext("This is not your current password.")]
    except AccountError as e:
        form.current.errors = [e.sentence]
    return not form.current.errors


def require_recent_log_in() -> str | None:
    """Show the way to another log-in, if the identity provider has not said lately who this is."""
    if not is_by_provider():
        return None
    began: timedelta = services().clock() - session.stored.created_at  # type: ignore[attr-defined]
    return render_template("account/log_in_again.html", wanted=request.path) if began > RECENT else None
