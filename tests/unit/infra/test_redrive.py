"""A redrive gives every failed film another try and loses none."""

from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from infra import redrive as command
from infra import stage
from infra.redrive import RedriveFailedError, main, redrive, redrive_inside_sqs

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@pytest.fixture
def sqs(aws: None) -> "SQSClient":
    return boto3.client("sqs")


@pytest.fixture
def queues(sqs: "SQSClient") -> tuple[str, str]:
    """URLs of a dead-letter queue and of an uploads queue."""
    dead, uploads = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("dead", "uploads"))
    return dead, uploads


def bodies(sqs: "SQSClient", queue: str) -> list[str]:
    """What lies in the queue, sorted."""
    arrived: list[str] = []
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        arrived += [message["Body"] for message in messages]
    return sorted(arrived)


@pytest.mark.parametrize("count", [0, 1, 23])
def test_every_message_goes_back_once(sqs: "SQSClient", queues: tuple[str, str], count: int) -> None:
    source, target = queues
    for number in range(count):
        sqs.send_message(QueueUrl=source, MessageBody=f"film {number}")

    assert redrive(sqs, source, target) == count

    assert bodies(sqs, target) == sorted(f"film {number}" for number in range(count))
    left = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["All"])["Attributes"]
    assert left["ApproximateNumberOfMessages"] == left["ApproximateNumberOfMessagesNotVisible"] == "0"


class OriginalQueue:
    """Says of every message which queue it came from, as SQS does and moto does not."""

    def __init__(self, sqs: "SQSClient", arn: str) -> None:
        self._sqs, self._arn = sqs, arn

    def receive_message(self, **call: Any) -> dict[str, Any]:
        assert "DeadLetterQueueSourceArn" in call.pop("MessageSystemAttributeNames")
        messages = self._sqs.receive_message(**call).get("Messages", [])
        return {"Messages": [m | {"Attributes": {"DeadLetterQueueSourceArn": self._arn}} for m in messages]}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)


def test_a_message_goes_back_to_the_queue_that_it_came_from(
    sqs: "SQSClient", queues: tuple[str, str]
) -> None:
    source, target = queues
    inbox = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.send_message(QueueUrl=source, MessageBody="film")
    assert redrive(OriginalQueue(sqs, arn), source, target) == 1  # type: ignore[arg-type]
    assert (bodies(sqs, inbox), bodies(sqs, target)) == (["film"], [])


class MoveTasks:
    """SQS's own redrive, which moto has not: one answer after the other."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self._answers = list(answers)
        self.started: list[tuple[str, int]] = []

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        return {"Attributes": {"QueueArn": "arn:dead"}}

    def start_message_move_task(self, SourceArn: str, MaxNumberOfMessagesPerSecond: int) -> None:  # noqa: N803
        self.started.append((SourceArn, MaxNumberOfMessagesPerSecond))

    def list_message_move_tasks(self, SourceArn: str, MaxResults: int) -> dict[str, Any]:  # noqa: N803
        return {"Results": [self._answers.pop(0)]}

    def client(self, *_: Any, **__: Any) -> "MoveTasks":
        return self


def test_on_aws_the_command_lets_sqs_do_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = MoveTasks({"Status": "COMPLETED", "ApproximateNumberOfMessagesMoved": 1_000_000})
    outputs = {"DeadLetterQueueUrl": "dead", "UploadsQueueUrl": "uploads"}
    opened = stage.Stage(cast("boto3.Session", tasks), None, outputs)
    monkeypatch.setattr(command, "open_stage", lambda *_: opened)
    assert main(["--stage", "prod", "--per-second", "40"]) == 0
    assert tasks.started == [("arn:dead", 40)]
    assert capsys.readouterr().out == "1000000 messages sent back.\n"


def test_the_command_waits_for_sqs_and_says_why_it_stopped() -> None:
    running = {"Status": "RUNNING", "ApproximateNumberOfMessagesMoved": 10}
    tasks = MoveTasks(running, running, {"Status": "FAILED", "FailureReason": "AccessDenied"})
    with pytest.raises(RedriveFailedError, match="AccessDenied"):
        redrive_inside_sqs(cast("SQSClient", tasks), "dead", 3, pause=0)
