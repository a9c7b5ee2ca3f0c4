"""`python -m infra.redrive --stage STAGE` gives the films of the dead-letter queue another try."""

import argparse
import sys
from typing import TYPE_CHECKING

from infra.stage import StageUnreachableError, add_stage_arguments, open_stage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_MISUSE = 2
_BATCH = 10
_LONG_POLL_SECONDS = 1
"""A short poll asks some of the queue's servers only, and may find nothing while messages remain."""


def redrive(sqs: "SQSClient", source: str, target: str) -> int:
    """Move every message from queue URL `source` to `target`; return how many.

    A message is deleted only after it was sent, so an interruption doubles one at worst, and reading a film
    twice makes one result.
    """
    moved = 0
    while messages := _receive(sqs, source):
        for message in messages:
            sqs.send_message(QueueUrl=target, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def _receive(sqs: "SQSClient", source: str) -> "list[MessageTypeDef]":
    """Return the next messages; none when the queue is empty."""
    answer = sqs.receive_message(
        QueueUrl=source, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=_LONG_POLL_SECONDS
    )
    return answer.get("Messages", [])


def main(arguments: list[str] | None = None) -> int:
    """Redrive the queues of one stage, with the environment's credentials, or on this machine's stack.

    Return 0 when that is done, 2 when there is no such stack.
    """
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description=__doc__)
    add_stage_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"redrive: {e}", file=sys.stderr)
        return _MISUSE
    sqs = stage.session.client("sqs", endpoint_url=stage.endpoint)
    moved = redrive(sqs, stage.outputs["DeadLetterQueueUrl"], stage.outputs["UploadsQueueUrl"])
    print(f"{moved} messages sent back.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
