"""`python -m infra.redrive --stage STAGE` gives the films of the dead-letter queue another try."""

import argparse
import sys
import time
from typing import TYPE_CHECKING

from cxr.cli.whole_numbers import add_whole_number
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import ListMessageMoveTasksResultEntryTypeDef, MessageTypeDef

_MISUSE = 2
_BATCH = 10
_LONG_POLL_SECONDS = 1
"""A short poll asks some of the queue's servers only, and may find nothing while messages remain."""
_BETWEEN_LOOKS_SECONDS = 5.0
_PER_SECOND = 3
"""Fewer films than a stage reads: the next upload of a clinician does not wait behind all of them."""


class RedriveFailedError(Exception):
    """SQS ended the redrive early; the message is its reason."""


def redrive(sqs: "SQSClient", source: str, target: str) -> int:
    """Move every message from queue URL `source` to the queue that it came from; return how many.

    `target` is for a message that does not say where it came from. A message is deleted only after it was
    sent, so an interruption doubles one at worst, and reading a film twice makes one result.
    """
    moved = 0
    while messages := _receive(sqs, source):
        for message in messages:
            sqs.send_message(QueueUrl=_origin(sqs, message) or target, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def _receive(sqs: "SQSClient", source: str) -> "list[MessageTypeDef]":
    """Return the next messages; none when the queue is empty."""
    answer = sqs.receive_message(
        QueueUrl=source,
        MaxNumberOfMessages=_BATCH,
        WaitTimeSeconds=_LONG_POLL_SECONDS,
        MessageSystemAttributeNames=["DeadLetterQueueSourceArn"],
    )
    return answer.get("Messages", [])


def _origin(sqs: "SQSClient", message: "MessageTypeDef") -> str | None:
    arn = message.get("Attributes", {}).get("DeadLetterQueueSourceArn")
    return sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"] if arn else None


def redrive_inside_sqs(
    sqs: "SQSClient", source: str, per_second: int, *, pause: float = _BETWEEN_LOOKS_SECONDS
) -> int:
    """Have SQS do the same by itself, `per_second` messages at most; return how many it moved.

    The task goes on in SQS when this command is interrupted. Raise RedriveFailedError.
    """
    found = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["QueueArn"])
    arn = found["Attributes"]["QueueArn"]
    sqs.start_message_move_task(SourceArn=arn, MaxNumberOfMessagesPerSecond=per_second)
    while (task := _latest_task(sqs, arn))["Status"] == "RUNNING":
        print(f"{task.get('ApproximateNumberOfMessagesMoved', 0)} messages sent back so far ...", flush=True)
        time.sleep(pause)
    if task["Status"] != "COMPLETED":
        raise RedriveFailedError(task.get("FailureReason", task["Status"]))
    return task.get("ApproximateNumberOfMessagesMoved", 0)


def _latest_task(sqs: "SQSClient", arn: str) -> "ListMessageMoveTasksResultEntryTypeDef":
    return sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0]


def main(arguments: list[str] | None = None) -> int:
    """Redrive the queues of one stage, with the environment's credentials, or on this machine's stack.

    Return 0 when that is done, 1 when SQS ended it early, 2 when there is no such stack.
    """
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description=__doc__)
    add_stage_arguments(parser)
    pace = "messages a second that go back on AWS, where 500 are the most"
    add_whole_number(parser, "--per-second", pace, lowest=1, default=_PER_SECOND)
    options = parser.parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"redrive: {e}", file=sys.stderr)
        return _MISUSE
    sqs = stage.session.client("sqs", endpoint_url=stage.endpoint)
    source = stage.outputs["DeadLetterQueueUrl"]
    try:
        if stage.endpoint is None:
            moved = redrive_inside_sqs(sqs, source, options.per_second)
        else:
            # The laptop stack has no such tasks.
            moved = redrive(sqs, source, stage.outputs["UploadsQueueUrl"])
    except RedriveFailedError as e:
        print(f"redrive: SQS stopped before the end ({e}); repeat the command.", file=sys.stderr)
        return 1
    print(f"{moved} messages sent back.")
    return 0


if __name__ == "__main__":
    sys.exit(run_command("redrive", main))
