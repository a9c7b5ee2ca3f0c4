"""Confirms the address of a sign-up, which may be that of a stranger."""

from botocore.exceptions import BotoCoreError, ClientError

from webapp.auth.guesses import client, limited
from webapp.auth.login import end_every_session
from webapp.errors import AccountError, PasswordUnset
from webapp.logger import logger
from webapp.request_context import services


def confirm_address(email: str, code: str, password: str) -> None:
    """Confirm the address, and set the password of whoever has the code. Raise an AccountError.

    A sign-up past the pages has a password of its own, perhaps a stranger's. It does not survive this, and
    neither does a session that it began between the two steps. Raise PasswordUnset if Cognito fails there.
    """
    found = services()
    with limited("code", email):
        found.accounts.confirm(email, code, client().address)
    try:
        sub = found.accounts.sub_of(email)
        found.people.set_password(sub, password)
    except (AccountError, BotoCoreError, ClientError) as e:
        logger.error("password not set at the confirmation of an address", cause=type(e).__name__)
        raise PasswordUnset from e
    end_every_session(sub)
