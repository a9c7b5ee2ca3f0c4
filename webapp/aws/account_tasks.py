"""Account requests whose duration would reveal whether an address is registered.

Cognito creates an account or sends a mail for some addresses and does nothing for others. If a page waited
for Cognito, its response time would show the difference. So the page responds at once; the task runs later.
"""

import base64
import secrets
from typing import TYPE_CHECKING, Literal, Protocol

from cryptography.fernet import Fernet, InvalidToken
from pydantic import BaseModel, ConfigDict, ValidationError

from cxr.errors import CxrError
from webapp.aws.user_pool import Accounts
from webapp.errors import AccountError, PoolBusy, TooManyAttempts
from webapp.logger import logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef

CORRELATION_ID = "correlation_id"
"""The attribute of a message that has the correlation id of its request."""

LIFETIME_SECONDS = 15 * 60
"""Age after which a task is dropped: by then, people have requested another code."""


class UnreadableTask(CxrError):
    """A message that is too old or was not encrypted by the pages of this deployment."""


class AccountTask(BaseModel):
    """One request to the user pool. ``password`` is set only for ``sign_up``, and no one knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    action: Literal["sign_up", "resend_code", "send_reset_code"]
    email: str
    password: str = ""

    @classmethod
    def signing_up(cls, email: str) -> "AccountTask":
        """Return a sign-up. Cognito wants a password; whoever has the code replaces it by their own."""
        return cls(action="sign_up", email=email, password=secrets.token_urlsafe(32))


class TaskRunner(Protocol):
    """Accepts a task, in the same time for every address."""

    def submit(self, task: AccountTask) -> None:
        """Start the task. Its outcome is not reported."""


class TaskCipher:
    """Encrypts tasks with a key of the pages, so that a queue never contains a readable password."""

    def __init__(self, accounts: Accounts) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(accounts.derived_key("account tasks")))

    def encrypt(self, task: AccountTask) -> str:
        """Return the message body for the task."""
        return self._fernet.encrypt(task.model_dump_json().encode()).decode()

    def decrypt(self, body: str) -> AccountTask:
        """Return the task in a message body. Raise UnreadableTask if it is forged, damaged or too old."""
        try:
            return AccountTask.model_validate_json(self._fernet.decrypt(body, ttl=LIFETIME_SECONDS))
        except (InvalidToken, ValidationError) as e:
            raise UnreadableTask(type(e).__name__) from None


class QueuedTasks:
    """Sends tasks to the queue of the accounts function, with the correlation id of the request."""

    def __init__(self, sqs: "SQSClient", queue_url: str, cipher: TaskCipher) -> None:
        self._sqs = sqs
        self._queue_url = queue_url
        self._cipher = cipher

    def submit(self, task: AccountTask) -> None:
        """Send the task."""
        request = logger.get_correlation_id()
        named: dict[str, MessageAttributeValueTypeDef] = {}
        if request:
            named[CORRELATION_ID] = {"DataType": "String", "StringValue": request}
        self._sqs.send_message(
            QueueUrl=self._queue_url, MessageBody=self._cipher.encrypt(task), MessageAttributes=named
        )


class ImmediateTasks:
    """Runs tasks within the request: for the local stack, whose confirmation code is fixed and known."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def submit(self, task: AccountTask) -> None:
        """Run the task. A refused task looks like a successful one, as with the queue."""
        try:
            run_task(self._accounts, task)
        except (TooManyAttempts, PoolBusy) as e:
            logger.warning("account task not done", action=task.action, cause=str(e))


def run_task(accounts: Accounts, task: AccountTask) -> None:
    """Run the task. Log a refusal that is final. Raise TooManyAttempts or PoolBusy if a retry may succeed."""
    try:
        if task.action == "sign_up":
            accounts.sign_up(task.email, task.password)
        elif task.action == "resend_code":
            accounts.resend_code(task.email)
        else:
            accounts.send_reset_code(task.email)
    except (TooManyAttempts, PoolBusy):
        raise
    except AccountError as e:
        logger.warning("account task refused", action=task.action, cause=type(e).__name__)
