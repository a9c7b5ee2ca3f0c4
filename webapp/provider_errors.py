"""Errors of a log-in by the identity provider of a hospital."""

from flask_babel import lazy_gettext

from webapp.errors import AccountError


class ProviderRefused(AccountError):
    """The hospital's identity provider did not let the person in. The message is its error code."""

    sentence = lazy_gettext("The log-in of your hospital did not let you in. Ask those who run it.")


class ProviderUnreachable(AccountError):
    """Cognito does not answer, or does not know the pages any more."""

    sentence = lazy_gettext("The log-in of your hospital cannot be reached now. Try again in a few minutes.")


class ProviderAnswerUnusable(AccountError):
    """The identity is not of our pool, of another client, or of another log-in."""

    sentence = lazy_gettext("The answer of your hospital's log-in cannot be used. Begin again.")


class UnconfirmedAddress(AccountError):
    """The identity has no e-mail address, or none that the provider may vouch for and does.

    ``sub`` and ``user_name`` are what Cognito has made of it all the same.
    """

    sentence = lazy_gettext(
        "The log-in of your hospital confirmed no e-mail address that counts here. Ask those who run it."
    )

    def __init__(self, cause: str, sub: str, user_name: str) -> None:
        super().__init__(cause)
        self.sub = sub
        self.user_name = user_name
