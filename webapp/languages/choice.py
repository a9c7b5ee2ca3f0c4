"""The language of a request: the member's choice, else what the browser asks for. Programs get English."""

from babel.core import negotiate_locale
from flask import Flask, request
from flask_babel import Babel, get_locale
from flask_login import current_user

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Each language in its own words, as people look for it."""

ENGLISH = "en"
"""The language of the source: it needs no catalogue."""


def init_languages(app: Flask) -> None:
    """Register the choice of the language, and what templates need of it."""
    # The line breaks of a template are not part of the text.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    Babel(app, default_locale=ENGLISH, locale_selector=_language_in_force)
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES})


def language() -> str:
    """Return the language of this request: a key of LANGUAGES."""
    return str(get_locale() or ENGLISH)


def _language_in_force() -> str:
    # A program compares texts, and no one reads them.
    if "Authorization" in request.headers:
        return ENGLISH
    chosen: str | None = getattr(current_user, "language", None)
    if chosen in LANGUAGES:
        return str(chosen)
    wanted = [tag for tag, quality in request.accept_languages if quality > 0]
    return negotiate_locale(wanted, LANGUAGES, sep="-") or ENGLISH
