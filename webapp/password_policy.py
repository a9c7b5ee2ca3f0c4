"""The password policy of the user pool, checked before a request reaches Cognito.

Cognito may check the password before or after it looks up the address. If Cognito refused a weak
password, its response could reveal whether the address is registered.
"""

import re

from flask_babel import lazy_gettext

MIN_LENGTH = 12
MAX_LENGTH = 256

RULES = (
    (lazy_gettext("%(count)s characters or more", count=MIN_LENGTH), rf"^.{{{MIN_LENGTH},{MAX_LENGTH}}}$"),
    (lazy_gettext("a small letter"), r"[a-z]"),
    (lazy_gettext("a capital letter"), r"[A-Z]"),
    (lazy_gettext("a number"), r"[0-9]"),
    # https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    (lazy_gettext("a symbol or a space"), r"[\^$*.\[\]{}()?\-\"!@#%&\/\\,><':;\|_~`+= ]"),
    (lazy_gettext("no space at either end"), r"^[^ ](.*[^ ])?$"),
)
"""What a password needs, in words and as patterns. Python and the scripts of the pages read them alike."""

RULE = lazy_gettext(
    "At least %(count)s characters: lower-case and upper-case letters, a number and a symbol.",
    count=MIN_LENGTH,
)


def is_strong(password: str) -> bool:
    """Return whether the password meets the policy of infra/identity.yml."""
    return all(re.search(pattern, password, re.DOTALL) for _, pattern in RULES)
