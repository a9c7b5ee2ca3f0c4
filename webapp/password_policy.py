"""The password policy of the user pool, checked before a request reaches Cognito.

Cognito may check the password before or after it looks up the address. If Cognito refused a weak
password, its response could reveal whether the address is registered.
"""

import re

MIN_LENGTH = 12
MAX_LENGTH = 256

RULES = (
    (f"{MIN_LENGTH} characters or more", rf"^.{{{MIN_LENGTH},{MAX_LENGTH}}}$"),
    ("a small letter", r"[a-z]"),
    ("a capital letter", r"[A-Z]"),
    ("a number", r"[0-9]"),
    # https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
    ("a symbol or a space", r"[\^$*.\[\]{}()?\-\"!@#%&\/\\,><':;\|_~`+= ]"),
    ("no space at either end", r"^[^ ](.*[^ ])?$"),
)
"""What a password needs, in words and as patterns. Python and the scripts of the pages read them alike."""

RULE = f"At least {MIN_LENGTH} characters: lower-case and upper-case letters, a number and a symbol."


def is_strong(password: str) -> bool:
    """Return whether the password meets the policy of infra/identity.yml."""
    return all(re.search(pattern, password, re.DOTALL) for _, pattern in RULES)
