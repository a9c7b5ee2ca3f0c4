"""The password policy of the user pool, checked before a request reaches Cognito.

Cognito may check the password before or after it looks up the address. If Cognito refused a weak
password, its response could reveal whether the address is registered.
"""

MIN_LENGTH = 12
MAX_LENGTH = 256

# https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
_SYMBOLS = frozenset("^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ")

RULE = f"At least {MIN_LENGTH} characters: lower-case and upper-case letters, a number and a symbol."


def is_strong(password: str) -> bool:
    """Return whether the password meets the policy of infra/identity.yml."""
    return (
        MIN_LENGTH <= len(password) <= MAX_LENGTH
        and password == password.strip(" ")
        and any("a" <= c <= "z" for c in password)
        and any("A" <= c <= "Z" for c in password)
        and any("0" <= c <= "9" for c in password)
        and any(c in _SYMBOLS for c in password)
    )
