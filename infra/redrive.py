"""`python -m infra.redrive --stage STAGE` gives the films of the dead-letter queue another try."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

import boto3

from infra.local.clients import Clients
from infra.local.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_BATCH = 10
_LONG_POLL_SECONDS = 1
"""A short poll asks some of the queue's servers only, and may find nothing while messages remain."""


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


def main() -> int:
    """Redrives the queues of one stage, with the environment's credentials, or on this machine's stack."""
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description=__doc__)
    parser.add_argument("--stage", required=True, choices=("local", "dev", "prod"))
    parser.add_argument(
        "--region",
        default=os.environ.get("AWS_REGION", "eu-central-1"),
        help="of the deployment (default: AWS_REGION or eu-central-1)",
    )
    arguments = parser.parse_args()
    stage = arguments.stage
    session, endpoint = _local() if stage == "local" else (boto3.Session(region_name=arguments.region), None)
    stacks = session.client("cloudformation", endpoint_url=endpoint).describe_stacks(
        StackName=f"pneumoscope-{stage}"
    )
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks["Stacks"][0]["Outputs"]}
    sqs = session.client("sqs", endpoint_url=endpoint)
    moved = redrive(sqs, outputs["DeadLetterQueueUrl"], outputs["UploadsQueueUrl"])
    print(f"{moved} messages sent back.")
    return 0


def _local() -> tuple[boto3.Session, str]:
    settings = Settings()
    endpoint: str = json.loads((settings.state / "outputs.json").read_text())["aws_endpoint"]
    return Clients(settings).session, endpoint


if __name__ == "__main__":
    sys.exit(main())
