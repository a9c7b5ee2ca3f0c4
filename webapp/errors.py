"""Errors of accounts, reports and tokens. An account error has the sentence that the page shows."""

from datetime import timedelta

from cxr.errors import CxrError
from webapp.password_policy import RULE


class AccountError(CxrError):
    """An error that the owner of the account can correct; ``sentence`` explains how."""

    sentence = "This did not work. Try again."


class WrongCredentials(AccountError):
    """Unknown address, wrong password or disabled account. The sentence is the same for all three."""

    sentence = "Wrong e-mail address or password."


class AccountUnconfirmed(AccountError):
    """The address is not confirmed. Cognito reports this without checking the password."""


class UnusableAddress(AccountError):
    """Cognito does not accept this text as an e-mail address."""

    sentence = "This e-mail address cannot be used. Check its spelling."


class WrongCode(AccountError):
    """The code is wrong, expired or used, has no account, or was tried too often."""

    sentence = (
        "The code is wrong or has expired. Check it, or ask for a new one. "
        "After several wrong codes, wait a few minutes first."
    )


class WeakPassword(AccountError):
    """The password does not meet the pool's password policy."""

    sentence = f"The password is too weak. {RULE}"


class TooManyAttempts(AccountError):
    """Cognito throttles this account or this client for a while."""

    sentence = "Too many attempts. Wait a few minutes, then try again."


class SignUpClosed(AccountError):
    """Only administrators can create accounts in this pool."""

    sentence = "Accounts here are created by an administrator. Ask an administrator for an invitation."


class ResetRequired(AccountError):
    """An administrator requires a new password."""

    sentence = "A new password is required. Choose one under “Forgotten password”."


class UnsupportedChallenge(AccountError):
    """Cognito requires a log-in step that these pages do not offer."""

    sentence = "This account needs a further log-in step, not offered here. Ask an administrator."


class NoReport(CxrError):
    """There is nothing to report on; the message is a sentence for the reader."""


class InvalidToken(CxrError):
    """The bearer token is not a valid access token of our user pool and API client."""


class AllowanceUsed(CxrError):
    """The account has sent as much as it may in a day; the message is the sentence for its owner.

    ``renewed_in`` says when it may send again.
    """

    def __init__(self, sentence: str, renewed_in: timedelta) -> None:
        super().__init__(sentence)
        self.renewed_in = renewed_in
