"""`python -m infra.adopt --stage STAGE` takes up what a removed stage left, into a stack of the same name.

`serverless remove` keeps films, results, studies, verdicts, the audit trail, members, accounts and two
secrets. A new deployment would fail at the buckets' names and make the rest again. After this command it goes
on with them.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, NoCredentialsError, WaiterError

from infra.adopt.import_template import import_template
from infra.adopt.kept_resources import IDENTIFIERS, SERVICE, Account, find_kept
from infra.adopt.secrets import as_they_are
from infra.stage import StageUnreachableError, require_account, require_region
from infra.tools.aws_refusals import run_command
from infra.tools.serverless_cli import serverless

_MISUSE = 2
_CHANGE_SET = "adopt"


class CannotAdopt(Exception):
    """Nothing was taken up; the message is one sentence for the operator."""


def chosen(candidates: dict[str, list[str]], choices: dict[str, str]) -> dict[str, str]:
    """Return one candidate for each resource that has any. Raise CannotAdopt where that is not clear."""
    found: dict[str, str] = {}
    for resource, names in candidates.items():
        choice = choices.get(resource)
        if choice is not None and choice not in names:
            raise CannotAdopt(
                f"{choice} is no {resource} of this stage; there are {', '.join(names) or 'none'}."
            )
        if choice is None and len(names) > 1:
            raise CannotAdopt(
                f"there are several {resource}: {', '.join(names)}. Choose with --take {resource}=NAME."
            )
        if names:
            found[resource] = choice or names[0]
    if not found:
        raise CannotAdopt("nothing of this stage is left in this AWS account and region; just deploy it.")
    return found


def require_own_account(account: Account, stage: str) -> None:
    """Raise CannotAdopt if the stage belongs to another AWS account or region."""
    try:
        require_region(stage, account.session.region_name)
        require_account(stage, account.client("sts").get_caller_identity()["Account"])
    except StageUnreachableError as e:
        raise CannotAdopt(str(e)) from e


def require_no_stack(account: Account, stage: str) -> None:
    """Raise CannotAdopt if the stage has a stack: its resources are its own."""
    try:
        account.client("cloudformation").describe_stacks(StackName=f"{SERVICE}-{stage}")
    except ClientError as e:
        # CloudFormation's code for a stack that does not exist.
        if e.response["Error"]["Code"] != "ValidationError":
            raise
    else:
        raise CannotAdopt(f"the stack {SERVICE}-{stage} exists: remove it first, or restore into its tables.")


def adopt(account: Account, stage: str, template: dict[str, Any], kept: dict[str, str]) -> None:
    """Make the stack from what is kept. Raise CannotAdopt with CloudFormation's reason."""
    cloudformation = account.client("cloudformation")
    name = f"{SERVICE}-{stage}"
    resources = as_they_are(account, template["Resources"], kept)
    cloudformation.create_change_set(
        StackName=name,
        ChangeSetName=_CHANGE_SET,
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps(import_template(resources, kept)),
        # Without tags, which an import may not set: the deployment sets them.
        ResourcesToImport=[
            {
                "ResourceType": resources[resource]["Type"],
                "LogicalResourceId": resource,
                "ResourceIdentifier": {IDENTIFIERS[resource]: identifier},
            }
            for resource, identifier in kept.items()
        ],
    )
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            StackName=name, ChangeSetName=_CHANGE_SET
        )
        cloudformation.execute_change_set(StackName=name, ChangeSetName=_CHANGE_SET)
        cloudformation.get_waiter("stack_import_complete").wait(StackName=name)
    except WaiterError as e:
        reason = e.last_response.get("StatusReason") or e.last_response.get("Status") or str(e)
        raise CannotAdopt(f"CloudFormation did not take it up: {reason}") from e


def packaged(stage: str, region: str) -> dict[str, Any]:
    """Return the template that a deployment of the stage to the region would have. Raise CannotAdopt."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("--stage", stage, "--region", region, "--package", folder)
        finished = serverless("package", *arguments, capture_output=True, text=True)
        if finished.returncode != 0:
            raise CannotAdopt(f"the stage cannot be packaged:\n{finished.stderr}")
        made: dict[str, Any] = json.loads(
            (Path(folder) / "cloudformation-template-update-stack.json").read_text()
        )
        return made


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when the stack is there, 1 when the operator declined, 2 when nothing could be taken up."""
    options = _parser().parse_args(arguments)
    account = Account(boto3.Session(region_name=options.region))
    try:
        require_own_account(account, options.stage)
        require_no_stack(account, options.stage)
        candidates = find_kept(account, options.stage)
        wanted = {name: names for name, names in candidates.items() if name not in options.leave}
        kept = chosen(wanted, dict(options.take))
        _print(kept)
        if not options.yes and input("Take these up? [y/N] ").strip().lower() != "y":
            return 1
        adopt(account, options.stage, packaged(options.stage, options.region), kept)
    except NoCredentialsError:
        return _misuse("the environment has no AWS credentials.")
    except CannotAdopt as e:
        return _misuse(str(e))
    elsewhere = f" --region {options.region}" if options.region != _default_region() else ""
    print(f"The stack has them again. Now deploy: npx serverless deploy --stage {options.stage}{elsewhere}")
    return 0


def _print(kept: dict[str, str]) -> None:
    for resource in IDENTIFIERS:
        print(f"{resource:15} {kept.get(resource, 'nothing is left; the deployment makes a new one')}")
    if "PseudonymSalt" not in kept:
        print("Without the old salt, later films of a patient no longer match the earlier ones.")
    if "SecondFactorKey" not in kept:
        print("Without the old key, everybody who has a second factor has to set it up again.")
    if "UserPool" not in kept:
        print("Without the old accounts, members have to be written into the table again: their subs change.")


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or name not in IDENTIFIERS:
        raise argparse.ArgumentTypeError(
            f"{text} is not of the form NAME=VALUE with one of {', '.join(IDENTIFIERS)}"
        )
    return name, value


def _default_region() -> str:
    return os.environ.get("AWS_REGION", "eu-central-1")


def _misuse(sentence: str) -> int:
    print(f"adopt: {sentence}", file=sys.stderr)
    return _MISUSE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.adopt", description=__doc__)
    parser.add_argument("--stage", required=True, help="the stage that was removed (required)")
    parser.add_argument(
        "--region", default=_default_region(), help="region of the deployment (default: %(default)s)"
    )
    names = ", ".join(IDENTIFIERS)
    parser.add_argument(
        "--take",
        type=_pair,
        action="append",
        default=[],
        metavar="RESOURCE=NAME",
        help="take up the thing of this name, if several were found (default: the one that is found; may be"
        f" repeated); RESOURCE is one of {names}",
    )
    parser.add_argument(
        "--leave",
        choices=IDENTIFIERS,
        action="append",
        default=[],
        metavar="RESOURCE",
        help="do not take this up: a new one is made (default: none; may be repeated)",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser


if __name__ == "__main__":
    sys.exit(run_command("adopt", main))
