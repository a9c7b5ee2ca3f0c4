"""What can go wrong with an account or a token, each with the sentence that the person is shown."""

from cxr.errors import CxrError


class AccountError(CxrError):
    """Something about an account that its owner can put right; ``sentence`` says what."""

    sentence = "This did not work. Try again."


class WrongCredentials(AccountError):
    """Unknown address, wrong password, disabled account: a stranger cannot tell which."""

    sentence = "Wrong e-mail address or password."


class AccountUnconfirmed(AccountError):
    """The address has not been confirmed with a code. Cognito says so without checking the password."""


class UnusableAddress(AccountError):
    """Cognito does not take this for an e-mail address."""

    sentence = "This e-mail address cannot be used. Check its spelling."


class WrongCode(AccountError):
    """The code is wrong, expired, used up, belongs to nobody, or was tried too often."""

    sentence = (
        "The code is wrong or has expired. Check it, or ask for a new one. "
        "After several wrong codes, wait a few minutes first."
    )


class WeakPassword(AccountError):
    """The pool's password policy refuses the password."""

    sentence = (
        "The password is too weak: it needs at least 12 characters with a lower-case letter, "
        "an upper-case letter, a number and a symbol."
    )


class TooManyAttempts(AccountError):
    """Cognito throttles this account or this client for a while."""

    sentence = "Too many attempts. Wait a few minutes, then try again."


class SignUpClosed(AccountError):
    """The pool lets administrators alone create accounts."""

    sentence = "Accounts here are created by an administrator. Ask yours for an invitation."


class ResetRequired(AccountError):
    """An administrator has asked for a new password."""

    sentence = "A new password is required. Choose one under “Forgotten password”."


class UnsupportedChallenge(AccountError):
    """Cognito asks for a further step that these pages do not offer."""

    sentence = "This account asks for a further log-in step, not offered here. Ask your administrator."


class InvalidToken(CxrError):
    """The bearer token is not a valid access token of our pool and API client."""
