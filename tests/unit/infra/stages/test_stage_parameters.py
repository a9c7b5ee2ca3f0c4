"""A stage has the same parameters at each deployment, and loses none of its guards by accident."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.infra.stages.conftest import ACCOUNT, Aws, Deploy

Packaged = Callable[..., Any]


def test_two_packages_in_a_row_give_the_same_template(packaged: Packaged) -> None:
    def made(*params: str) -> str:
        # The folder of an upload carries the time of its packaging, and nothing else does.
        return re.sub(r"/\d{13}-[^/]+Z/", "/TIME/", json.dumps(packaged("prod", *params).template))

    # An empty line makes another call of the same parameters.
    assert made("alarmMail=on-call@example.org") == made("alarmMail=on-call@example.org", "")


def test_a_stage_without_a_file_is_closed(packaged: Packaged) -> None:
    outputs = packaged("prod").template["Outputs"]
    assert outputs["Guards"]["Value"] == (
        "alarmMail= auditRetentionDays=2190 backupCopyVault= backupDays=0 deletionPolicy=RetainExceptOnCreate"
        " deletionProtection=ACTIVE invitationOnly=true kmsKeyArn= logRetentionDays=365 recordReads="
        " secondFactor=optional webAclArn="
    )


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("maxConcurrency: 9", "prod.yml has no parameter maxConcurrency; there are accountConcurrency,"),
        ("transport: {}", "prod.yml has no parameter transport"),
        ("- alarmMail", 'must hold lines of the form "name: value"'),
        ("alarmMail: [a@b.org]", "gives alarmMail no single value"),
        ("alarmMail:", "gives alarmMail no single value"),
        ("alarmMail: 'a", "unexpected end of the stream"),
        ("awsAccount: 012345678901", "awsAccount is 12345678901, and must be 12 digits in quotes"),
        ("logRetentionDays: soon", "prod.yml cannot be used: logRetentionDays is soon, and must be 1, 3,"),
        ("invitationOnly: no", "invitationOnly is no, and must be true or false"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(run: Deploy, file: str, sentence: str) -> None:
    assert sentence in run("package", "--stage=prod", file=file)


def test_a_file_with_another_ending_is_not_passed_over(run: Deploy, tmp_path: Path) -> None:
    (tmp_path / "prod.yaml").write_text("alarmMail: on-call@example.org")
    assert f"Rename {tmp_path}/prod.yaml to prod.yml." in run("deploy", "--stage=prod")


def test_a_folder_of_stages_that_is_not_there_is_refused(run: Deploy, tmp_path: Path) -> None:
    tmp_path.rmdir()
    assert "there is no such folder" in run("package", "--stage=prod")


@pytest.mark.parametrize(
    "guard",
    [
        *("awsAccount=123456789012", "awsRegion=us-east-1"),
        *("invitationOnly=false", "alarmMail=a@b.org", "deletionProtection=INACTIVE"),
        *("recordReads=governance", "backupDays=0", "secondFactor=required", "kmsKeyArn=", "webAclArn="),
    ],
)
def test_no_guard_of_a_kept_stage_is_set_for_one_deployment(run: Deploy, guard: str) -> None:
    name = guard.partition("=")[0]
    expected = f"{name} is set for every deployment of stage prod or for none"
    assert expected in run("package", "--stage=prod", f"--param={guard}")


def test_a_guard_that_this_checkout_does_not_know_is_not_lost(
    run: Deploy, aws_server: tuple[Aws, str]
) -> None:
    aws, endpoint = aws_server
    aws.guards = "alarmMail=on-call@example.org invitationOnly=true"
    printed = run("deploy", "--stage=prod", endpoint=endpoint)
    assert "The stage prod is deployed with alarmMail=on-call@example.org" in printed
    assert aws.refused == []


def test_a_guard_is_loosened_where_the_file_says_so(run: Deploy, aws_server: tuple[Aws, str]) -> None:
    aws, endpoint = aws_server
    aws.guards = "alarmMail=on-call@example.org invitationOnly=true"
    file = "alarmMail: ''\ninvitationOnly: false"
    assert "the test ends here" in run("deploy", "--stage=prod", file=file, endpoint=endpoint)


@pytest.mark.parametrize("command", ["deploy", "remove", "rollback"])
def test_credentials_of_another_account_change_nothing(
    run: Deploy, aws_server: tuple[Aws, str], command: str
) -> None:
    aws, endpoint = aws_server
    printed = run(command, "--stage=prod", file="awsAccount: '210987654321'", endpoint=endpoint)
    assert f"belongs to the AWS account 210987654321, and the credentials are of {ACCOUNT}" in printed
    assert aws.refused == []


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("REVIEW_IN_PROGRESS", "Run `aws cloudformation delete-stack --stack-name pneumoscope-prod`"),
        ("ROLLBACK_COMPLETE", "Run `aws cloudformation delete-stack --stack-name pneumoscope-prod`"),
        ("UPDATE_ROLLBACK_FAILED", "run `aws cloudformation continue-update-rollback"),
        ("UPDATE_IN_PROGRESS", "Wait until that has ended. Then deploy again."),
        ("DELETE_FAILED", "Remove it again, and adopt what it left."),
    ],
)
def test_a_stack_that_cannot_be_changed_is_left_as_it_is(
    run: Deploy, aws_server: tuple[Aws, str], status: str, advice: str
) -> None:
    aws, endpoint = aws_server
    aws.guards, aws.status = "invitationOnly=true", status
    printed = run("deploy", "--stage=prod", endpoint=endpoint)
    assert f"The stack pneumoscope-prod is in {status}: " in printed
    assert advice in printed
    assert aws.refused == []


def test_a_first_deployment_that_was_taken_back_is_gone_on_with(
    run: Deploy, aws_server: tuple[Aws, str]
) -> None:
    aws, endpoint = aws_server
    aws.guards, aws.status = "invitationOnly=true", "UPDATE_ROLLBACK_COMPLETE"
    assert "the test ends here" in run("deploy", "--stage=prod", endpoint=endpoint)


def test_a_first_deployment_has_nothing_to_lose(run: Deploy, aws_server: tuple[Aws, str]) -> None:
    file = f"awsAccount: '{ACCOUNT}'"
    assert "the test ends here" in run("deploy", "--stage=prod", file=file, endpoint=aws_server[1])
