"""Maps Cognito errors to account errors, and hides errors that reveal whether an account exists."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore.exceptions import ClientError

from webapp.errors import (
    AccountError,
    AccountUnconfirmed,
    MailUnsent,
    PoolBusy,
    ResetRequired,
    TooManyAttempts,
    WeakPassword,
)
from webapp.logger import logger

_MEANINGS: dict[str, type[AccountError]] = {
    "UserNotConfirmedException": AccountUnconfirmed,
    "PasswordResetRequiredException": ResetRequired,
    "InvalidPasswordException": WeakPassword,
    "LimitExceededException": TooManyAttempts,
    "TooManyFailedAttemptsException": TooManyAttempts,
    "TooManyRequestsException": PoolBusy,
}

_REVEALING = ("UsernameExistsException", "AliasExistsException", "UserNotFoundException")

_MAIL_ERRORS = ("CodeDeliveryFailureException", "InvalidEmailRoleAccessPolicyException")

MAIL_NOT_SENT = "mail not sent"
"""Log message for a mail that Cognito could not send. infra/observability.yml counts it."""

_THROTTLED = "attempts exceeded"
"""Part of the NotAuthorizedException message of an account that Cognito has locked for a while."""

_MAIL_QUOTA = "email limit"
"""Part of the LimitExceededException message of a pool that has used its daily mail quota."""

_NOT_THE_ACCOUNT = "secret hash"
"""Part of the NotAuthorizedException message that refuses this client, not an account."""


@contextmanager
def map_cognito_errors(meanings: Mapping[str, type[AccountError]]) -> Iterator[None]:
    """Raise an AccountError for each expected Cognito error. ``meanings`` adds to the common mapping."""
    try:
        yield
    except ClientError as e:
        code, message = _code_and_message(e)
        locked = code == "NotAuthorizedException" and _THROTTLED in message
        meaning = TooManyAttempts if locked else {**_MEANINGS, **meanings}.get(code)
        if meaning is None:
            raise
        raise meaning(code) from e


@contextmanager
def hide_account_existence(*more: str) -> Iterator[None]:
    """Suppress Cognito errors that reveal whether an address has an account. ``more`` adds codes.

    A failure to send mail is one of them: it can only occur for an address that gets mail.
    It is logged as an error, which raises an alarm for operators.
    """
    try:
        yield
    except ClientError as e:
        code, message = _code_and_message(e)
        if _is_unsent(code, message):
            logger.error(MAIL_NOT_SENT, code=code)
        elif code in (*_REVEALING, *more) and _NOT_THE_ACCOUNT not in message:
            logger.info("nothing to do for this address", code=code)
        else:
            raise


@contextmanager
def say_unsent_mail() -> Iterator[None]:
    """Raise MailUnsent if Cognito could not send a mail to somebody whom an administrator names."""
    try:
        yield
    except ClientError as e:
        code, message = _code_and_message(e)
        if not _is_unsent(code, message):
            raise
        logger.error(MAIL_NOT_SENT, code=code)
        raise MailUnsent(code) from e


@contextmanager
def ignore_missing_account() -> Iterator[None]:
    """Suppress Cognito's error for an account that is gone: an operator may delete one at any time."""
    try:
        yield
    except ClientError as e:
        if e.response["Error"]["Code"] != "UserNotFoundException":
            raise


def _is_unsent(code: str, message: str) -> bool:
    return code in _MAIL_ERRORS or (code == "LimitExceededException" and _MAIL_QUOTA in message)


def _code_and_message(e: ClientError) -> tuple[str, str]:
    """Return the code, and the message in lower case, since its spelling may change."""
    return e.response["Error"]["Code"], e.response["Error"].get("Message", "").lower()
