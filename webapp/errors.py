"""Errors of accounts, reports and tokens. An account error has the sentence that the page shows."""

from datetime import timedelta

from flask_babel import lazy_gettext

from cxr.errors import CxrError


class AccountError(CxrError):
    """An error that the owner of the account can correct; ``sentence`` explains how."""

    sentence = lazy_gettext("This did not work. Try again.")


class WrongCredentials(AccountError):
    """Unknown address, wrong password or disabled account. The sentence is the same for all three."""

    sentence = lazy_gettext("Wrong e-mail address or password.")


class AccountUnconfirmed(AccountError):
    """The address is not confirmed. Cognito reports this without checking the password."""


class UnusableAddress(AccountError):
    """Cognito does not accept this text as an e-mail address."""

    sentence = lazy_gettext("This e-mail address cannot be used. Check its spelling.")


class WrongCode(AccountError):
    """The code is wrong, expired or used, has no account, or was tried too often."""

    sentence = lazy_gettext(
        "The code is wrong or has expired. Check it, or ask for a new one. "
        "After several wrong codes, wait a few minutes first."
    )


class PasswordUnset(AccountError):
    """The address is confirmed, and Cognito failed before it had the password of its owner."""

    sentence = lazy_gettext(
        "Your address is confirmed, but your password could not be saved. Request a code for a new password."
    )


class WeakPassword(AccountError):
    """The password does not meet the pool's password policy."""

    sentence = lazy_gettext("This password cannot be used. Choose another.")


class TooManyAttempts(AccountError):
    """Cognito has locked this account for a while. A stranger who reads this learns that it exists."""

    sentence = lazy_gettext("Too many attempts. Wait a few minutes, then try again.")


class PoolBusy(AccountError):
    """Cognito gets more requests from all of us than it answers. It has not looked at this one."""

    sentence = lazy_gettext(
        "The log-in service is very busy. What you entered was not checked. "
        "Wait half a minute, then send it again."
    )


class TooManyGuesses(AccountError):
    """Wrong passwords or codes have used up the tries from here for a while."""

    sentence = lazy_gettext("Too many wrong tries. Wait 15 minutes, then try again.")


class SignUpClosed(AccountError):
    """Only administrators can create accounts in this pool."""

    sentence = lazy_gettext(
        "Accounts here are created by an administrator. Ask an administrator for an invitation."
    )


class ResetRequired(AccountError):
    """An administrator requires a new password."""

    sentence = lazy_gettext("A new password is required. Choose one under “Forgotten password”.")


class AddressTaken(AccountError):
    """The address that is invited has an account."""

    sentence = lazy_gettext("This address has an account already.")


class MemberAlready(AccountError):
    """The person who is invited belongs to the site."""

    sentence = lazy_gettext("This person belongs to your site already.")


class CannotInvite(AccountError):
    """The person has as many open invitations as one may have."""

    sentence = lazy_gettext("This person cannot be invited now. Try again in a week.")


class TooManyInvitations(AccountError):
    """The site has sent as many invitations as it may in a day: the mails go to strangers."""

    sentence = lazy_gettext("Your site has sent 50 invitations today. Send more tomorrow.")


class MailUnsent(AccountError):
    """Cognito's daily quota of mails is used up, or the sender of the mails refuses."""

    sentence = lazy_gettext("The mail could not be sent. Try again tomorrow, or ask the operator.")


class ProgramAccount(AccountError):
    """The account belongs to another system, which uses the API."""

    sentence = lazy_gettext("This account is for programs. Log in with an account of your own.")


class NewPasswordRequired(AccountError):
    """The password is a temporary one. ``session`` is what Cognito continues the log-in with."""

    def __init__(self, session: str) -> None:
        super().__init__("NEW_PASSWORD_REQUIRED")
        self.session = session


class LogInTooLate(AccountError):
    """The steps of this log-in took too long, or another has begun since."""

    sentence = lazy_gettext("This log-in took too long. Begin again.")


class WrongFactorCode(AccountError):
    """The code of the second factor is wrong."""

    sentence = lazy_gettext("This code is wrong. Enter the code that the app shows now.")


class WrongRecoveryCode(AccountError):
    """The recovery code is wrong or was used."""

    sentence = lazy_gettext("This recovery code is wrong or was used. Each works once.")


class UsedCode(AccountError):
    """The code was used before: whoever looked over a shoulder must not use it again."""

    sentence = lazy_gettext("This code was used already. Wait for the next one.")


class DriftedClock(AccountError):
    """The code belongs to another time."""

    sentence = lazy_gettext(
        "This code is of another time. Set the clock of your phone to automatic, then try again."
    )


class TooManyCodes(AccountError):
    """Wrong codes have used up the tries of this account for a while."""

    sentence = lazy_gettext("Too many wrong codes. Wait 15 minutes, then log in again.")


class NotInvited(AccountError):
    """No site has invited the person, and accounts are created by administrators alone."""

    sentence = lazy_gettext(
        "No site has invited you yet. Ask an administrator of your site to invite the address that your "
        "hospital knows you by."
    )


class InvitationEnded(AccountError):
    """The person was invited, and has not come in time."""

    sentence = lazy_gettext("Your invitation has ended. Ask whoever has invited you to send it again.")


class HasPassword(AccountError):
    """The address has an account with a password, which another log-in never gets by itself."""

    sentence = lazy_gettext("This address has an account with a password. Log in with the password.")


class UnsupportedChallenge(AccountError):
    """Cognito requires a log-in step that these pages do not offer."""

    sentence = lazy_gettext(
        "This account needs a further log-in step, not offered here. Ask an administrator."
    )


class NoReport(CxrError):
    """There is nothing to report on; the message is a sentence for the reader."""


class InvalidToken(CxrError):
    """The bearer token is not a valid access token of our user pool and API client."""


class AnotherSite(CxrError):
    """The request is meant for another site than the one that it would act in. The message is the latter."""


class MissingScope(CxrError):
    """The access token may not do this. The message is the scope that it lacks."""


class AllowanceUsed(CxrError):
    """The account has sent as much as it may in a day; the message is the sentence for its owner.

    ``renewed_in`` says when it may send again.
    """

    def __init__(self, sentence: str, renewed_in: timedelta) -> None:
        super().__init__(sentence)
        self.renewed_in = renewed_in
