"""Asks for the current password before a change that a thief of the session must not make."""

from flask import session
from flask_babel import gettext
from wtforms import PasswordField

from webapp.auth.guesses import client, limited
from webapp.errors import AccountError, WrongCredentials
from webapp.request_context import services


def is_current(field: PasswordField) -> bool:
    """Return whether the field has the password of the signed-in account. Add the reason if it has not."""
    try:
        with limited("password", session["email"]):
            services().accounts.log_in(session["email"], field.data, client())
    except WrongCredentials:
        field.errors = [gettext("This is not your current password.")]
    except AccountError as e:
        field.errors = [e.sentence]
    return not field.errors
