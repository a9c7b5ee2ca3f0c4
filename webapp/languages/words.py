"""Codes, and sentences of the domain, in the language of the request."""

from flask_babel import get_locale, gettext, lazy_gettext

from cxr.inference.meaning_words import Wording
from cxr.storage.sites.roles import PROGRAM, SITE_ADMIN
from webapp.languages.choice import ENGLISH
from webapp.languages.formats import decimal_sign

ROLE_NAMES = {
    "clinician": lazy_gettext("clinician"),
    "reviewer": lazy_gettext("reviewer"),
    SITE_ADMIN: lazy_gettext("site admin"),
    PROGRAM: lazy_gettext("program"),
}


def translated(sentence: str) -> str:
    """Return a sentence that ``cxr`` words in English. ``infra/translations`` collects these sentences."""
    return str(gettext(sentence)) if sentence else sentence


def wording() -> Wording:
    """Return how ``cxr`` words figures in this language."""
    return Wording(translated, decimal_sign(), str(get_locale() or ENGLISH))


def role_name(role: str) -> str:
    """Return the name of a role."""
    return str(ROLE_NAMES.get(role, role))


def device_words(device: str) -> str:
    """Return the words for the device of a session, as ``webapp/auth/device.py`` has it."""
    browser, on, system = device.partition(" on ")
    if on:
        return str(gettext("%(browser)s on %(system)s", browser=browser, system=system))
    return translated(device)
