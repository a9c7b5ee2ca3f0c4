"""What an operator cannot have meant is refused with a sentence, and changes nothing in AWS."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra import stage
from infra.adopt.kept_resources import Account
from infra.local.stack import LocalStack
from infra.packaging.functions import ROOT
from infra.restore.__main__ import main as restore
from infra.tools.serverless_cli import serverless
from tests.integration.pipeline import Pipeline, sample_film

Ran = Callable[..., tuple[int, str]]
Everything = Callable[[], dict[str, Any]]

GUARDS = (
    "alarmMail=on-call@hospital.example auditRetentionDays=2190 deletionPolicy=RetainExceptOnCreate"
    " deletionProtection=ACTIVE invitationOnly=true logRetentionDays=365"
)
TEMPLATE = f"""
Resources:
  Archive: {{Type: "AWS::S3::Bucket", Properties: {{BucketName: "pneumoscope-kept-archive"}}}}
Outputs:
  Guards: {{Value: "{GUARDS}"}}
"""
"""As much of a stage that was deployed from another checkout as a deployment looks at first."""


@pytest.fixture
def account(stack: LocalStack) -> Account:
    return Account(stack.clients.session, stack.settings.aws_endpoint)


def delete_stack(account: Account, name: str) -> None:
    """Return once it is gone: the next test looks at every stack."""
    cloudformation = account.client("cloudformation")
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})


@pytest.fixture
def kept(account: Account) -> Iterator[None]:
    """A stage that is kept, in AWS and not in this checkout."""
    cloudformation = account.client("cloudformation")
    cloudformation.create_stack(StackName="pneumoscope-kept", TemplateBody=TEMPLATE)
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="pneumoscope-kept", WaiterConfig={"Delay": 1}
    )
    yield
    delete_stack(account, "pneumoscope-kept")


@pytest.fixture
def half_made(account: Account) -> Iterator[None]:
    """A stage whose first deployment ended before CloudFormation carried it out."""
    cloudformation = account.client("cloudformation")
    change = {"StackName": "pneumoscope-half", "ChangeSetName": "first", "ChangeSetType": "CREATE"}
    cloudformation.create_change_set(
        **change, TemplateBody=TEMPLATE.replace("pneumoscope-kept", "pneumoscope-half")
    )
    yield
    delete_stack(account, "pneumoscope-half")


@pytest.fixture
def environment(stack: LocalStack, tmp_path: Path) -> dict[str, str]:
    """An operator's environment: credentials, addresses, and a folder of stages."""
    return stack.settings.environment() | {
        "AWS_ENDPOINT_URL": stack.settings.aws_endpoint,
        "PNEUMOSCOPE_STAGES": str(tmp_path),
    }


@pytest.fixture
def deploy_tool(environment: dict[str, str]) -> Ran:
    """Run the deploy tool; its status and what it printed are returned."""

    def run(*arguments: str) -> tuple[int, str]:
        done = serverless(*arguments, env=environment, capture_output=True, text=True)
        return done.returncode, " ".join(f"{done.stdout}{done.stderr}".split())

    return run


@pytest.fixture
def command(environment: dict[str, str]) -> Ran:
    """Run a command of an operator, as the shell does."""

    def run(name: str, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", f"infra.{name}", *arguments],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    return run


@pytest.fixture
def everything(account: Account) -> Everything:
    """What a deployment could have changed: stacks, packages, buckets, tables and accounts."""
    s3, cloudformation = account.client("s3"), account.client("cloudformation")

    def look() -> dict[str, Any]:
        stacks = cloudformation.describe_stacks()["Stacks"]
        buckets = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
        return {
            "stacks": {it["StackName"]: (it["StackStatus"], it.get("LastUpdatedTime")) for it in stacks},
            "resources": {
                it["StackName"]: [
                    (resource["LogicalResourceId"], resource.get("PhysicalResourceId"))
                    for resource in cloudformation.describe_stack_resources(StackName=it["StackName"])[
                        "StackResources"
                    ]
                ]
                for it in stacks
            },
            "buckets": buckets,
            # Films of other tests may still be read; packages come with a deployment alone.
            "packages": {
                name: [it["Key"] for it in s3.list_objects_v2(Bucket=name).get("Contents", [])]
                for name in buckets
                if "serverlessdeploymentbucket" in name
            },
            "tables": account.client("dynamodb").list_tables()["TableNames"],
            "pools": [
                pool["Id"]
                for pool in account.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
            ],
        }

    return look


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "file", "sentence"),
    [
        (("deploy", "--stage=PROD"), "", "must be a small letter and up to 14 more small letters"),
        (("deploy", "--stage=kept", "--param=maxFilms=9"), "", "There is no parameter maxFilms; there are"),
        (("deploy", "--stage=kept"), "maxFilms: 9", "kept.yml has no parameter maxFilms; there are"),
        (("deploy", "--stage=kept"), "idleMinutes: soon", "idleMinutes is soon, and must be a whole number"),
        (
            ("deploy", "--stage=kept"),
            "",
            "The stage kept is deployed with alarmMail=on-call@hospital.example, and this deployment would"
            " make it alarmMail=: write the value that you want into",
        ),
        (
            ("deploy", "--stage=kept", "--param=invitationOnly=false"),
            "alarmMail: on-call@hospital.example",
            "invitationOnly is set for every deployment of stage kept or for none: write it into",
        ),
        *(
            (
                (word, "--stage=kept"),
                'awsAccount: "210987654321"',
                "The stage kept belongs to the AWS account 210987654321, and the credentials are of",
            )
            for word in ("deploy", "remove", "rollback")
        ),
    ],
)
def test_a_deployment_that_cannot_be_meant_changes_nothing(
    deploy_tool: Ran,
    everything: Everything,
    arguments: tuple[str, ...],
    file: str,
    sentence: str,
    tmp_path: Path,
) -> None:
    (tmp_path / "kept.yml").write_text(file)
    before = everything()
    status, printed = deploy_tool(*arguments)
    assert status == 1
    assert sentence in printed
    assert everything() == before


@pytest.mark.usefixtures("half_made")
def test_a_first_deployment_that_did_not_end_is_not_built_upon(
    deploy_tool: Ran, everything: Everything
) -> None:
    before = everything()
    status, printed = deploy_tool("deploy", "--stage=half")
    assert status == 1
    assert (
        "The stack pneumoscope-half is in REVIEW_IN_PROGRESS: its first deployment did not end. Run"
        " `aws cloudformation delete-stack --stack-name pneumoscope-half`. Then deploy again."
    ) in printed
    assert everything() == before


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "name", ["redrive", "reconcile", "smoke", "restore studies --from studies", "members sites a@b.org"]
)
def test_no_command_works_with_credentials_of_another_account(
    command: Ran, everything: Everything, name: str, tmp_path: Path
) -> None:
    (tmp_path / "kept.yml").write_text('awsAccount: "210987654321"')
    before = everything()
    status, printed = command(*name.split(), "--stage=kept")
    assert status == 2
    short = name.partition(" ")[0]
    assert printed.startswith(f"{short}: the stage kept belongs to the AWS account 210987654321, and the")
    assert everything() == before


def test_a_table_with_items_is_not_restored_into(
    stack: LocalStack,
    everything: Everything,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    pipeline = Pipeline(stack)
    site = pipeline.new_site()
    pipeline.put(site, sample_film())
    pipeline.wait_for_the_end(site)
    # Films of other tests may still be read.
    pipeline.wait_until_idle()
    studies = stack.clients.dynamodb.Table(stack.outputs["studies_table"])
    before, items = everything(), studies.scan()["Items"]
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()

    assert restore(["studies", "--at", yesterday, "--stage", "local"]) == 2
    said = capsys.readouterr().err
    assert f"restore: {studies.name} has items, so nothing was changed. With --add-missing" in said
    assert restore(["studies", "--from", studies.name, "--add-missing", "--stage", "local"]) == 2
    assert f"restore: {studies.name} is the live table itself" in capsys.readouterr().err
    assert (
        restore(["verdicts", "--from", stack.outputs["audit_table"], "--add-missing", "--stage", "local"])
        == 2
    )
    assert f"was made from {stack.outputs['audit_table']}, and not from a table" in capsys.readouterr().err
    assert studies.scan()["Items"] == items
    assert everything() == before
