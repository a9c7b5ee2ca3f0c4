"""The forms of the account page, with their validation."""

from flask import session
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from cxr.storage.sites.roles import ROLES_OF_PEOPLE
from webapp.auth.forms import FactorCodeForm, email_address, new_password, repeated_password
from webapp.auth.login import is_by_provider
from webapp.languages.choice import LANGUAGES
from webapp.languages.words import ROLE_NAMES
from webapp.passwords.policy import MAX_LENGTH


def current_password() -> PasswordField:
    """Return the field for the password that the account has now."""
    return PasswordField(
        lazy_gettext("Current password"),
        validators=[InputRequired(lazy_gettext("Enter your current password.")), Length(max=MAX_LENGTH)],
    )


def _role() -> SelectField:
    return SelectField(
        lazy_gettext("Role"), choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES_OF_PEOPLE]
    )


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password for a signed-in account."""

    current = current_password()
    password = new_password(lambda _: session["email"])
    confirm = repeated_password()


class _ConfirmedForm(FlaskForm):  # type: ignore[misc]
    """Asks an account that has a password for it."""

    current = current_password()

    def __init__(self) -> None:
        super().__init__()
        if is_by_provider():
            del self.current


class ConfirmForm(_ConfirmedForm):
    """The password alone, for what cannot be undone."""


class EnrolForm(_ConfirmedForm, FactorCodeForm):
    """The first code of an authenticator app, and the password."""


class PrevalenceForm(FlaskForm):  # type: ignore[misc]
    """The member's own prevalence, in per cent. Empty leaves it to the site."""

    prevalence = StringField(lazy_gettext("Films that show pneumonia here, in per cent"))


class LanguageForm(FlaskForm):  # type: ignore[misc]
    """The language of the member's pages. Empty leaves it to the browser."""

    language = SelectField(
        lazy_gettext("Language of the pages"),
        choices=[
            SelectChoice("", lazy_gettext("As the browser asks")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )


class SubForm(FlaskForm):  # type: ignore[misc]
    """A member of the site."""

    sub = StringField(validators=[InputRequired(), Length(max=128)])


class RoleForm(SubForm):
    """A member and their new role."""

    role = _role()


class InviteForm(FlaskForm):  # type: ignore[misc]
    """The address and the role of a new member."""

    email = email_address()
    role = _role()


class SessionForm(FlaskForm):  # type: ignore[misc]
    """A session to end."""

    session_id = StringField(validators=[InputRequired(), Length(max=64)])
