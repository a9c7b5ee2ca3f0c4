"""The forms of the account pages, with their validation."""

import re
from collections.abc import Callable

from flask import session
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp, ValidationError

from webapp.passwords.policy import MAX_LENGTH, weakness

# Catches typing errors only. The confirmation code proves that an address exists.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

_MAX_ADDRESS = 128
"""Longest user name that Cognito accepts, in characters."""


def _clean_address(text: str | None) -> str | None:
    """Return an address without what no one sees of it: a copied one may have such characters."""
    return "".join(filter(str.isprintable, text)).strip().lower() if text else text


def _without_spaces(text: str | None) -> str | None:
    return "".join(text.split()) if text else text


def _is_address(_: FlaskForm, field: EmailField) -> None:
    if not _ADDRESS.fullmatch(field.data or ""):
        raise ValidationError(lazy_gettext("This is not an e-mail address."))


def _is_strong_for(address: Callable[[FlaskForm], str | None]) -> Callable[[FlaskForm, PasswordField], None]:
    def validate(form: FlaskForm, field: PasswordField) -> None:
        if sentence := weakness(field.data or "", address(form) or ""):
            raise ValidationError(sentence)

    return validate


def _typed_address(form: FlaskForm) -> str | None:
    address: str | None = form.email.data
    return address


def _pending_address(_: FlaskForm) -> str:
    return str(session["pending"]["email"])


def email_address() -> EmailField:
    """Return the field for an address."""
    return EmailField(
        lazy_gettext("E-mail address"),
        filters=[_clean_address],
        validators=[
            InputRequired(lazy_gettext("Enter your e-mail address.")),
            Length(max=_MAX_ADDRESS),
            _is_address,
        ],
    )


def _code() -> StringField:
    return StringField(
        lazy_gettext("Code from the e-mail"),
        filters=[lambda text: text.strip() if text else text],
        validators=[
            InputRequired(lazy_gettext("Enter the code from the e-mail.")),
            Regexp(r"^\d{4,10}$", message=lazy_gettext("The code contains digits only.")),
        ],
    )


def new_password(address: Callable[[FlaskForm], str | None] = _typed_address) -> PasswordField:
    """Return the field for a new password of the account whose address ``address`` finds."""
    return PasswordField(
        lazy_gettext("New password"),
        validators=[InputRequired(lazy_gettext("Choose a password.")), _is_strong_for(address)],
    )


def repeated_password() -> PasswordField:
    """Return the field that repeats the new password."""
    return PasswordField(
        lazy_gettext("Repeat password"),
        validators=[
            InputRequired(lazy_gettext("Repeat the password.")),
            EqualTo("password", message=lazy_gettext("The two passwords differ.")),
        ],
    )


class LogInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    email = email_address()
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(lazy_gettext("Enter your password.")), Length(max=MAX_LENGTH)],
    )


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The address to send a code to."""

    email = email_address()


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The code from a mail, and the password that it sets: the first one, or one after a forgotten one."""

    email = email_address()
    code = _code()
    password = new_password()
    confirm = repeated_password()


class FactorCodeForm(FlaskForm):  # type: ignore[misc]
    """The code that an authenticator app shows."""

    code = StringField(
        lazy_gettext("Code from your authenticator app"),
        filters=[_without_spaces],
        validators=[
            InputRequired(lazy_gettext("Enter the code that the app shows.")),
            Regexp(r"^[0-9]{6}$", message=lazy_gettext("The code has six digits.")),
        ],
    )


class RecoveryCodeForm(FlaskForm):  # type: ignore[misc]
    """A code that replaces a lost phone."""

    code = StringField(
        lazy_gettext("Recovery code"),
        filters=[_without_spaces],
        validators=[InputRequired(lazy_gettext("Enter one of your recovery codes.")), Length(max=64)],
    )


class FirstPasswordForm(FlaskForm):  # type: ignore[misc]
    """The password that replaces a temporary one."""

    password = new_password(_pending_address)
    confirm = repeated_password()
