"""The forms of the account page, with their validation."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from cxr.storage.roles import ROLES_OF_PEOPLE
from webapp.auth.forms import FactorCodeForm, email_address, new_password, repeated_password
from webapp.password_policy import MAX_LENGTH


def current_password() -> PasswordField:
    """Return the field for the password that the account has now."""
    return PasswordField(
        "Current password",
        validators=[InputRequired("Enter your current password."), Length(max=MAX_LENGTH)],
    )


def _role() -> SelectField:
    return SelectField(
        "Role", choices=[SelectChoice(role, role.replace("_", " ")) for role in ROLES_OF_PEOPLE]
    )


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password for a signed-in account."""

    current = current_password()
    password = new_password()
    confirm = repeated_password()


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The password alone, for what cannot be undone."""

    current = current_password()


class EnrolForm(FactorCodeForm):
    """The first code of an authenticator app, and the password."""

    current = current_password()


class PrevalenceForm(FlaskForm):  # type: ignore[misc]
    """The member's own prevalence, in per cent. Empty leaves it to the site."""

    prevalence = StringField("Films that show pneumonia here, in per cent")


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
