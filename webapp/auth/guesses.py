"""Limits guessing of passwords and codes, and says to Cognito who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from flask import request

from webapp.aws.limits.attempts import Attempt
from webapp.aws.user_pool import Client
from webapp.errors import AccountError, NewPasswordRequired, TooManyGuesses
from webapp.request_context import services


@contextmanager
def limited(kind: Literal["password", "code"], email: str) -> Iterator[None]:
    """Count a try for an address, unless what follows shows that it was right. Raise TooManyGuesses."""
    found, attempt = services(), Attempt(kind, email, client().address)
    found.attempts.take(attempt, found.clock())
    is_wrong = False
    try:
        yield
    except AccountError as e:
        # The password was right if it only has to be changed. A fault of ours or of Cognito's is no guess.
        is_wrong = not isinstance(e, NewPasswordRequired)
        raise
    finally:
        if not is_wrong:
            found.attempts.forgive(attempt)


def may_send_mail(email: str) -> bool:
    """Count a mail to an address. Return False beyond the limit: the page then answers as if it was sent."""
    found = services()
    try:
        found.attempts.take(Attempt("mail", email, client().address), found.clock())
    except TooManyGuesses:
        return False
    return True


def client() -> Client:
    """Return who sends this request, as far as the network shows."""
    return Client(request.remote_addr or "", request.host, request.path, request.user_agent.string)
