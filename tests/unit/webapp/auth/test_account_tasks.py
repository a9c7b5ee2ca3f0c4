"""Requests for accounts and codes: no response time and no queue reveals whose address is registered."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from flask import Flask

from tests.support.lambda_context import Context
from tests.unit.webapp.support.fake_cognito import CLIENT, POOL, SECRET, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp import account_worker
from webapp.app import create_app
from webapp.aws.account_tasks import AccountTask, QueuedTasks, TaskCipher, UnreadableTask
from webapp.aws.user_pool import Accounts
from webapp.services import Services
from webapp.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

TASK = AccountTask(action="sign_up", email="new@example.org", password=PASSWORD)
Work = Callable[[], dict[str, Any]]


@pytest.fixture
def cipher(cognito: FakeCognito) -> TaskCipher:
    return TaskCipher(Accounts(cognito, POOL, CLIENT, SECRET))  # type: ignore[arg-type]


@pytest.fixture
def sqs(aws: None) -> "SQSClient":
    return boto3.client("sqs")


@pytest.fixture
def queue(sqs: "SQSClient") -> str:
    return sqs.create_queue(QueueName="accounts")["QueueUrl"]


@pytest.fixture
def queued_app(
    settings: Settings, services: Services, sqs: "SQSClient", queue: str, cipher: TaskCipher
) -> Flask:
    """The app as on AWS: it sends account tasks to a queue."""
    return create_app(settings, replace(services, account_tasks=QueuedTasks(sqs, queue, cipher)))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, cognito: FakeCognito, sqs: "SQSClient", queue: str) -> Work:
    """Run the worker on the messages of the queue, and return its response."""
    accounts = Accounts(cognito, POOL, CLIENT, SECRET)  # type: ignore[arg-type]
    monkeypatch.setattr(account_worker, "_accounts", lambda: accounts)

    def take() -> dict[str, Any]:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        records = [
            {
                "messageId": message["MessageId"],
                "body": message["Body"],
                "eventSource": "aws:sqs",
                "messageAttributes": {
                    name: {"dataType": it["DataType"], "stringValue": it["StringValue"]}
                    for name, it in message.get("MessageAttributes", {}).items()
                },
            }
            for message in answer.get("Messages", [])
        ]
        response: Any = account_worker.handler({"Records": records}, Context("pneumoscope-test-accounts"))
        return dict(response)

    return take


def test_pages_call_cognito_for_nothing_while_a_person_waits(
    queued_app: Flask, cognito: FakeCognito, sqs: "SQSClient", queue: str
) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    for operation in ("SignUp", "ForgotPassword", "ResendConfirmationCode"):
        cognito.refuse(operation, "InternalErrorException")
    for email in ("known@example.org", "new@example.org"):
        assert Visitor(queued_app).sign_up(email).location == "/confirm"
        assert Visitor(queued_app).submit("/password/forgotten", email=email).location == "/password/reset"
        resent = Visitor(queued_app).submit("/confirm/resend", form_at="/confirm", email=email)
        assert resent.location == "/confirm"
    assert len(cognito.refuse_next) == 3, "no operation was called"
    held = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    assert held["Attributes"]["ApproximateNumberOfMessages"] == "6"


def test_a_queued_sign_up_creates_an_account(queued_app: Flask, cognito: FakeCognito, work: Work) -> None:
    Visitor(queued_app).sign_up("new@example.org")
    assert cognito.users == {}
    assert work() == {"batchItemFailures": []}
    assert cognito.sent == ["new@example.org"]


def test_a_task_is_logged_under_the_request_that_asked_for_it(
    queued_app: Flask, cognito: FakeCognito, work: Work, log: io.StringIO
) -> None:
    Visitor(queued_app).sign_up("new@example.org")
    asked = [json.loads(line) for line in log.getvalue().splitlines()]
    (request,) = {it["correlation_id"] for it in asked if it["method"] == "POST"}

    cognito.add_user("new@example.org", PASSWORD)
    work()

    done = json.loads(log.getvalue().splitlines()[-1])
    assert (done["message"], done["correlation_id"]) == ("nothing to do for this address", request)


def test_a_message_without_a_request_is_logged_by_its_own_id(
    sqs: "SQSClient", queue: str, work: Work, log: io.StringIO
) -> None:
    message = sqs.send_message(QueueUrl=queue, MessageBody="forged")["MessageId"]
    work()
    assert {json.loads(line)["correlation_id"] for line in log.getvalue().splitlines()} == {message}


def test_a_message_contains_neither_address_nor_password(cipher: TaskCipher) -> None:
    body = cipher.encrypt(TASK)
    assert "new@example.org" not in body
    assert PASSWORD not in body
    assert cipher.decrypt(body) == TASK


@pytest.mark.parametrize("body", [" ", "{}", "gAAAAABpforged"])
def test_a_forged_message_is_dropped(
    sqs: "SQSClient", queue: str, cognito: FakeCognito, work: Work, log: io.StringIO, body: str
) -> None:
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    assert work() == {"batchItemFailures": []}
    assert cognito.users == {}
    assert "account task dropped" in log.getvalue()


def test_a_message_encrypted_with_another_key_is_unreadable(cognito: FakeCognito, cipher: TaskCipher) -> None:
    other = TaskCipher(Accounts(cognito, POOL, CLIENT, "another secret"))  # type: ignore[arg-type]
    with pytest.raises(UnreadableTask):
        other.decrypt(cipher.encrypt(TASK))


@pytest.mark.parametrize(
    ("code", "is_retried"),
    [
        ("TooManyRequestsException", True),
        ("InternalErrorException", True),
        ("InvalidParameterException", False),
        ("UsernameExistsException", False),
    ],
)
def test_a_task_is_retried_only_if_it_may_succeed_later(
    queued_app: Flask, cognito: FakeCognito, work: Work, log: io.StringIO, code: str, is_retried: bool
) -> None:
    Visitor(queued_app).sign_up("new@example.org")
    cognito.refuse("SignUp", code)
    assert len(work()["batchItemFailures"]) == is_retried
    assert "new@example.org" not in log.getvalue()
