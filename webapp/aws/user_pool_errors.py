"""What it means when Cognito refuses a call, and which refusals a stranger must not see."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore.exceptions import ClientError

from webapp.errors import AccountError, AccountUnconfirmed, ResetRequired, TooManyAttempts, WeakPassword
from webapp.logger import logger

_MEANINGS: dict[str, type[AccountError]] = {
    "UserNotConfirmedException": AccountUnconfirmed,
    "PasswordResetRequiredException": ResetRequired,
    "InvalidPasswordException": WeakPassword,
    "LimitExceededException": TooManyAttempts,
    "TooManyFailedAttemptsException": TooManyAttempts,
    "TooManyRequestsException": TooManyAttempts,
}

_REVEALING = ("UsernameExistsException", "AliasExistsException", "UserNotFoundException")

_MAIL_ERRORS = ("CodeDeliveryFailureException", "InvalidEmailRoleAccessPolicyException")

MAIL_NOT_SENT = "mail not sent"
"""What is logged then; infra/observability.yml counts these words."""

_THROTTLED = "attempts exceeded"
"""Part of the message of the NotAuthorizedException with which Cognito locks an account for a while."""

_MAIL_QUOTA = "email limit"
"""Part of the message of the LimitExceededException of a pool that has sent all its mail for the day."""

_NOT_THE_ACCOUNT = "secret hash"
"""Part of the message of the NotAuthorizedException that refuses this client, not an account."""


@contextmanager
def map_cognito_errors(meanings: Mapping[str, type[AccountError]]) -> Iterator[None]:
    """Turn what Cognito is expected to refuse into our errors; ``meanings`` adds to the common ones."""
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
    """Swallow what would tell a stranger whether an address has an account; ``more`` are further codes.

    Mail that cannot be sent is among it, for only an address that gets mail meets with it;
    an alarm tells operators.
    """
    try:
        yield
    except ClientError as e:
        code, message = _code_and_message(e)
        if code in _MAIL_ERRORS or (code == "LimitExceededException" and _MAIL_QUOTA in message):
            logger.error(MAIL_NOT_SENT, code=code)
        elif code in (*_REVEALING, *more) and _NOT_THE_ACCOUNT not in message:
            logger.info("nothing to do for this address", code=code)
        else:
            raise


def _code_and_message(e: ClientError) -> tuple[str, str]:
    """The message in lower case: its spelling is not part of any contract."""
    return e.response["Error"]["Code"], e.response["Error"].get("Message", "").lower()
