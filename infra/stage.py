"""Opens a deployed stage, or the laptop stack, for a command of an operator."""

import argparse
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from infra.local.clients import Clients
from infra.local.settings import Settings
from infra.tools.aws_refusals import reason

_FILES = Path(__file__).parent / "stages"
_DIGITS = re.compile(r"""(["']?)(\d{12}|)\1""")
_REGION = re.compile(r"""(["']?)([a-z]+(?:-[a-z]+)+-\d+|)\1""")


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
    add_region_argument(parser)


def add_region_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the region of a stage."""
    parser.add_argument(
        "--region",
        default=os.environ.get("AWS_REGION", "eu-central-1"),
        help="region of the deployment (default: AWS_REGION or eu-central-1)",
    )


def open_stage(stage: str, region: str) -> Stage:
    """Open a stage with the environment's credentials. Raise StageUnreachableError."""
    session, endpoint = _local() if stage == "local" else (boto3.Session(region_name=region), None)
    require_region(stage, session.region_name)
    name = f"pneumoscope-{stage}"
    try:
        answer = session.client("cloudformation", endpoint_url=endpoint).describe_stacks(StackName=name)
    except EndpointConnectionError as e:
        if endpoint is None:
            raise StageUnreachableError(reason(e)) from e
        raise StageUnreachableError(f"{endpoint} does not answer; `make run` starts the stack.") from e
    except BotoCoreError as e:
        raise StageUnreachableError(reason(e)) from e
    except ClientError as e:
        # CloudFormation's code for a stack that does not exist.
        if e.response["Error"]["Code"] != "ValidationError":
            raise StageUnreachableError(reason(e)) from e
        raise StageUnreachableError(
            f"there is no stack {name} in {session.region_name} of this AWS account; "
            "see --stage, --region and the credentials."
        ) from e
    [found] = answer["Stacks"]
    # An ARN: its fifth part is the account.
    require_account(stage, found["StackId"].split(":")[4])
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    if not outputs:
        raise StageUnreachableError(f"the stack {name} is not deployed yet: it has no outputs.")
    return Stage(session, endpoint, outputs)


def require_account(stage: str, given: str) -> None:
    """Raise StageUnreachableError if the file of a stage, in infra/stages, names another AWS account."""
    wanted = _written(stage, "awsAccount", _DIGITS, "12 digits in quotes")
    if wanted and wanted != given:
        raise StageUnreachableError(
            f"the stage {stage} belongs to the AWS account {wanted}, and the credentials are of {given}."
        )


def require_region(stage: str, given: str) -> None:
    """Raise StageUnreachableError if the file of a stage, in infra/stages, names another region."""
    wanted = _written(stage, "awsRegion", _REGION, "a region such as eu-central-1")
    if wanted and wanted != given:
        raise StageUnreachableError(
            f"the stage {stage} belongs to the region {wanted}, and this is {given}: add --region {wanted}."
        )


def _written(stage: str, name: str, form: re.Pattern[str], what: str) -> str | None:
    """Return what the file of a stage gives a parameter; None or nothing if it gives none."""
    folder = Path(os.environ.get("PNEUMOSCOPE_STAGES", _FILES))
    if not folder.is_dir():
        raise StageUnreachableError(f"PNEUMOSCOPE_STAGES is {folder}, and there is no such folder.")
    file = folder / f"{stage}.yml"
    if not file.exists() and file.with_suffix(".yaml").exists():
        raise StageUnreachableError(f"rename {file.with_suffix('.yaml')} to {file.name}.")
    text = file.read_text() if file.is_file() else ""
    line = re.search(rf"^{name}\s*:[ \t]*([^#\n]*?)[ \t]*(?:#.*)?$", text, re.MULTILINE)
    if line is None:
        return None
    value = form.fullmatch(line[1])
    if value is None:
        raise StageUnreachableError(f"{file} has {line[0]}, and {name} must be {what}.")
    return value[2]


def _local() -> tuple[boto3.Session, str]:
    settings = Settings()
    try:
        outputs = json.loads((settings.state / "outputs.json").read_text())
    except FileNotFoundError as e:
        raise StageUnreachableError("no stack has run on this machine; `make run` starts one.") from e
    return Clients(settings).session, outputs["aws_endpoint"]
