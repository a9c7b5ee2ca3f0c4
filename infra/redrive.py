"""`python -m infra.redrive --stage STAGE` gives the films of the dead-letter queue another try."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from infra.local.clients import Clients
from infra.local.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_MISUSE = 2
_BATCH = 10
_LONG_POLL_SECONDS = 1
"""A short poll asks some of the queue's servers only, and may find nothing while messages remain."""


class NoQueuesError(Exception):
    """The stage has no queues that could be reached; the message is one sentence for the operator."""


def redrive(sqs: "SQSClient", source: str, target: str) -> int:
    """Moves every message from queue URL `source` to `target`; returns how many.

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
    """The next messages; none when the queue is empty."""
    answer = sqs.receive_message(
        QueueUrl=source, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=_LONG_POLL_SECONDS
    )
    return answer.get("Messages", [])


def main(arguments: list[str] | None = None) -> int:
    """Redrives the queues of one stage, with the environment's credentials, or on this machine's stack.

    0 when that is done, 2 when there is no such stack.
    """
    options = _parser().parse_args(arguments)
    try:
        session, endpoint = _local() if options.stage == "local" else _deployed(options.region)
        source, target = _queues(session, endpoint, f"pneumoscope-{options.stage}")
    except NoQueuesError as e:
        print(f"redrive: {e}", file=sys.stderr)
        return _MISUSE
    moved = redrive(session.client("sqs", endpoint_url=endpoint), source, target)
    print(f"{moved} messages sent back.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description=__doc__)
    parser.add_argument("--stage", required=True, help="local, or the name that was deployed")
    parser.add_argument(
        "--region",
        default=os.environ.get("AWS_REGION", "eu-central-1"),
        help="of the deployment (default: AWS_REGION or eu-central-1)",
    )
    return parser


def _deployed(region: str) -> tuple[boto3.Session, None]:
    return boto3.Session(region_name=region), None


def _local() -> tuple[boto3.Session, str]:
    settings = Settings()
    try:
        outputs = json.loads((settings.state / "outputs.json").read_text())
    except FileNotFoundError as e:
        raise NoQueuesError("no stack has run on this machine; `make run` starts one.") from e
    return Clients(settings).session, outputs["aws_endpoint"]


def _queues(session: boto3.Session, endpoint: str | None, stack: str) -> tuple[str, str]:
    """URLs of the dead-letter queue and of the uploads queue. Raises NoQueuesError."""
    try:
        found = session.client("cloudformation", endpoint_url=endpoint).describe_stacks(StackName=stack)
    except NoCredentialsError as e:
        raise NoQueuesError("the environment has no AWS credentials.") from e
    except EndpointConnectionError as e:
        raise NoQueuesError(f"nobody answers at {endpoint or 'AWS'}; is the stack running?") from e
    except ClientError as e:
        # CloudFormation's code for a stack that does not exist.
        if e.response["Error"]["Code"] != "ValidationError":
            raise
        raise NoQueuesError(
            f"there is no stack {stack} in {session.region_name}; see --stage and --region."
        ) from e
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found["Stacks"][0].get("Outputs", [])}
    if not outputs:
        raise NoQueuesError(f"the stack {stack} is not deployed yet: it names no queues.")
    return outputs["DeadLetterQueueUrl"], outputs["UploadsQueueUrl"]


if __name__ == "__main__":
    sys.exit(main())
