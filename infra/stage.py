"""Opens a deployed stage, or the laptop stack, for a command of an operator."""

import argparse
import json
import os
from dataclasses import dataclass

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from infra.local.clients import Clients
from infra.local.settings import Settings


class StageUnreachableError(Exception):
    """The stage could not be opened; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Stage:
    """A stage's session, its endpoint (None on AWS) and the outputs of its stack."""

    session: boto3.Session
    endpoint: str | None
    outputs: dict[str, str]


def add_stage_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a stage."""
    parser.add_argument("--stage", required=True, help="local, or the name that was deployed (required)")
    parser.add_argument(
        "--region",
        default=os.environ.get("AWS_REGION", "eu-central-1"),
        help="region of the deployment (default: AWS_REGION or eu-central-1)",
    )


def open_stage(stage: str, region: str) -> Stage:
    """Open a stage with the environment's credentials. Raise StageUnreachableError."""
    session, endpoint = _local() if stage == "local" else (boto3.Session(region_name=region), None)
    name = f"pneumoscope-{stage}"
    try:
        found = session.client("cloudformation", endpoint_url=endpoint).describe_stacks(StackName=name)
    except NoCredentialsError as e:
        raise StageUnreachableError("the environment has no AWS credentials.") from e
    except EndpointConnectionError as e:
        raise StageUnreachableError(f"{endpoint or 'AWS'} does not answer; is the stack running?") from e
    except ClientError as e:
        # CloudFormation's code for a stack that does not exist.
        if e.response["Error"]["Code"] != "ValidationError":
            raise
        raise StageUnreachableError(
            f"there is no stack {name} in {session.region_name}; see --stage and --region."
        ) from e
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found["Stacks"][0].get("Outputs", [])}
    if not outputs:
        raise StageUnreachableError(f"the stack {name} is not deployed yet: it has no outputs.")
    return Stage(session, endpoint, outputs)


def _local() -> tuple[boto3.Session, str]:
    settings = Settings()
    try:
        outputs = json.loads((settings.state / "outputs.json").read_text())
    except FileNotFoundError as e:
        raise StageUnreachableError("no stack has run on this machine; `make run` starts one.") from e
    return Clients(settings).session, outputs["aws_endpoint"]
