"""What a new password needs. Cognito checks the length alone (infra/identity.yml), and these pages the rest.

No kind of character is required (OWASP ASVS 5.0, 6.2.5).
"""

import re
from typing import NamedTuple

from flask_babel import LazyString, lazy_gettext

from webapp.passwords.common_passwords import MIN_LENGTH, is_common

MAX_LENGTH = 256

CONTEXT_WORDS = (
    *("pneumoscope", "pneumonia", "pneumonie", "password", "passwort", "kennwort", "welcome", "willkommen"),
    *("hospital", "krankenhaus", "klinik", "clinic", "doctor", "radiolog", "röntgen", "roentgen", "thorax"),
)
"""What everybody would try first here (ASVS 5.0, 6.1.2 and 6.2.11): no part of the length."""

_SHORTEST_WORD = 4
"""Shorter parts of an address, such as "de", are in many good passwords."""


class Rule(NamedTuple):
    """A rule in words. Scripts tick a rule that has a pattern while somebody types."""

    words: LazyString
    pattern: str = ""


_LENGTH = Rule(
    lazy_gettext("%(count)s characters or more", count=MIN_LENGTH), rf"^.{{{MIN_LENGTH},{MAX_LENGTH}}}$"
)
# https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
_ENDS = Rule(lazy_gettext("no space at either end"), r"^\S(.*\S)?$")
_CONTEXT = Rule(lazy_gettext("your address and words such as Pneumoscope or password do not count"))
_COMMON = Rule(lazy_gettext("none that many people use"))

RULES = (_LENGTH, _ENDS, _CONTEXT, _COMMON)


def weakness(password: str, address: str) -> LazyString | None:
    """Return what is wrong with a new password of this account, as a sentence; None if it is good."""
    if not re.fullmatch(_LENGTH.pattern, password, re.DOTALL):
        return lazy_gettext(
            "A password has %(least)s to %(most)s characters.", least=MIN_LENGTH, most=MAX_LENGTH
        )
    if not re.fullmatch(_ENDS.pattern, password, re.DOTALL):
        return lazy_gettext("A password begins and ends without a space.")
    if len(_without_known_words(password, address)) < MIN_LENGTH:
        return lazy_gettext(
            "This password is too easy to guess: your address, and words such as Pneumoscope or password, "
            "do not count for its length."
        )
    if is_common(password):
        return lazy_gettext("Many people use this password, so others try it first. Choose another.")
    return None


def _without_known_words(password: str, address: str) -> str:
    parts = (part for part in re.split(r"[\W_]+", address.casefold()) if len(part) >= _SHORTEST_WORD)
    known = sorted({*CONTEXT_WORDS, *parts}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, known)), "", password.casefold())
