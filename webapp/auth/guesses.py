"""Limits guessing of passwords and codes, and says to Cognito who asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from flask import request

from webapp.aws.limits.attempts import Attempt
from webapp.aws.user_pool import Client
from webapp.errors import AccountError, NewPasswordRequired, PoolBusy, TooManyGuesses
from webapp.request_context import services


@contextmanager
def limited(kind: Literal["password", "code"], email: str) -> Iterator[None]:
    """Count a try for an address, unless what follows shows that it was right. Raise TooManyGuesses."""
    found = services()
    attempt = Attempt(kind, email, _source(), found.clock())
    found.attempts.take(attempt)
    is_wrong = False
    try:
        yield
    except AccountError as e:
        # The password was right if it only has to be changed. A fault of ours or of Cognito's is no guess,
        # and neither is a try that Cognito had no time to check.
        is_wrong = not isinstance(e, (NewPasswordRequired, PoolBusy))
        raise
    finally:
        if not is_wrong:
            found.attempts.forgive(attempt)


def may_send_mail(email: str) -> bool:
    """Count a mail to an address. Return False beyond the limit: the page then answers as if it was sent."""
    found = services()
    try:
        found.attempts.take(Attempt("mail", email, _source(), found.clock()))
    except TooManyGuesses:
        return False
    return True


def client() -> Client:
    """Return who sends this request, as far as the network shows."""
    return Client(request.remote_addr or "", request.host, request.path, request.user_agent.string)


def _source() -> str:
    """Return what counts as one source. In IPv6, that is a /64 block: its owner has each address in it."""
    address = client().address
    try:
        is_block = isinstance(ip_address(address), IPv6Address)
    except ValueError:
        return address
    return str(ip_network((address, 64), strict=False)) if is_block else address
