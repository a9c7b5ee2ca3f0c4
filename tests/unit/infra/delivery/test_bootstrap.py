"""The deployer may deploy all of a stage, and can give no role more than the stage needs."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

Template = Callable[..., dict[str, Any]]

BOOTSTRAP = Path(__file__).parents[4] / "infra" / "bootstrap.yml"
RESOURCES: dict[str, Any] = yaml.safe_load(BOOTSTRAP.read_text())["Resources"]
UNUSED = (
    *("ec2:*", "elasticfilesystem:*", "firehose:*", "kinesis:*", "organizations:*"),
    *("s3files:*", "s3tables:*"),
    *("iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:UpdateRole*", "iam:DeleteRolePermissionsBoundary"),
    *("billing:GetBillingViewData", "kms:ListAliases", "kms:RevokeGrant"),
)
"""What AWS may do to make settings that no resource of a stage has."""


def statements(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in document["Statement"]}


DEPLOYER = statements(RESOURCES["Deployer"]["Properties"]["Policies"][0]["PolicyDocument"])
BOUNDARY = statements(RESOURCES["Boundary"]["Properties"]["PolicyDocument"])


def actions(statements: dict[str, dict[str, Any]]) -> Iterator[str]:
    for statement in statements.values():
        listed = statement["Action"]
        yield from [listed] if isinstance(listed, str) else listed


def test_cfn_lint_accepts_the_template() -> None:
    cfn_lint = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([cfn_lint, BOOTSTRAP], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_deployer_may_make_change_and_remove_each_resource(
    template: Template, guarded: dict[str, Any]
) -> None:
    made = template("prod", "canary=Canary10Percent5Minutes")["Resources"] | guarded["Resources"]
    granted = {sid: it for sid, it in DEPLOYER.items() if it["Effect"] == "Allow"}
    allowed = [pattern.lower() for pattern in (*actions(granted), *UNUSED)]
    for kind in {resource["Type"] for resource in made.values()}:
        # AWS's own word for what CloudFormation does with the rights of whoever deploys.
        handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["handlers"]
        for handler in ("create", "read", "update", "delete"):
            for action in handlers.get(handler, {}).get("permissions", []):
                assert any(fnmatchcase(action.lower(), pattern) for pattern in allowed), (kind, action)


@pytest.mark.parametrize(
    "action",
    [
        *("cloudtrail:DescribeTrails", "cloudwatch:DescribeAlarms", "lambda:CreateEventSourceMapping"),
        *("logs:CreateLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy"),
        *("sns:GetSubscriptionAttributes", "sns:Unsubscribe"),
    ],
)
def test_what_iam_can_narrow_to_no_resource_is_not_narrowed(action: str) -> None:
    everywhere = {"Everywhere": DEPLOYER["ResourcesThatAwsNames"]}
    assert everywhere["Everywhere"]["Resource"] == "*"
    assert any(fnmatchcase(action, pattern) for pattern in actions(everywhere))


def test_services_may_make_their_own_roles() -> None:
    (statement,) = (it for it in DEPLOYER.values() if it["Action"] == "iam:CreateServiceLinkedRole")
    assert statement["Condition"]["StringEquals"]["iam:AWSServiceName"] == [
        "backup.amazonaws.com",
        # Of mail: DEVELOPER, and of domainName.
        "email.cognito-idp.amazonaws.com",
        "ops.apigateway.amazonaws.com",
    ]


def test_every_right_of_a_role_is_within_the_boundary(template: Template, guarded: dict[str, Any]) -> None:
    made = template("prod", "canary=Canary10Percent5Minutes")["Resources"] | guarded["Resources"]
    roles = [it for it in made.values() if it["Type"] == "AWS::IAM::Role"]
    allowed = list(actions(BOUNDARY))
    for role in roles:
        for policy in role["Properties"]["Policies"]:
            granted = policy["PolicyDocument"]["Statement"]
            for action in actions({str(number): statement for number, statement in enumerate(granted)}):
                assert any(fnmatchcase(action, pattern) for pattern in allowed), action


def test_the_boundary_reaches_every_role_of_a_stage(template: Template) -> None:
    arn = "arn:aws:iam::123456789012:policy/pneumoscope-prod-boundary"
    options = (f"permissionsBoundary={arn}", "canary=Canary10Percent5Minutes", "backupDays=7")
    made = template("prod", *options)["Resources"].values()
    roles = [it["Properties"] for it in made if it["Type"] == "AWS::IAM::Role"]
    assert roles
    assert all(role["PermissionsBoundary"] == arn for role in roles)


def test_no_role_of_a_stage_can_change_rights_or_code() -> None:
    listed = set(actions(BOUNDARY))
    services = {action.partition(":")[0] for action in listed}
    assert services.isdisjoint({"iam", "sts", "organizations", "cloudformation"})
    # An alias leads to versions that were deployed.
    assert {it for it in listed if it.startswith("lambda:")} == {"lambda:GetAlias", "lambda:UpdateAlias"}


def test_the_deployer_makes_roles_only_within_the_boundary() -> None:
    writing = {
        "iam:CreateRole",
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "iam:PutRolePermissionsBoundary",
    }
    for statement in DEPLOYER.values():
        listed = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        if writing.intersection(listed):
            assert statement["Condition"] == {
                "StringEquals": {"iam:PermissionsBoundary": {"Ref": "Boundary"}}
            }
        assert "iam:*" not in listed
        assert "iam:DeleteRolePermissionsBoundary" not in listed


def test_the_deployer_can_shorten_no_record_and_delete_no_backup() -> None:
    refused = [it for it in DEPLOYER.values() if it["Effect"] == "Deny"]
    assert [(it["Action"], it["Resource"]) for it in refused] == [("s3:BypassGovernanceRetention", "*")]
    allowed = [action for action in actions(DEPLOYER) if action.startswith("backup:")]
    for action in ("DeleteRecoveryPoint", "DeleteBackupVault", "UpdateRecoveryPointLifecycle"):
        assert not any(fnmatchcase(f"backup:{action}", pattern) for pattern in allowed), action


def test_one_environment_of_one_repository_becomes_the_deployer() -> None:
    (trust,) = RESOURCES["Deployer"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["StringEquals"] == {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": {"Fn::Sub": "repo:${Repository}:environment:${Stage}"},
    }


def test_the_deployer_uses_keys_through_the_services_of_a_stage_alone() -> None:
    (of_keys,) = (it for it in DEPLOYER.values() if any(one.startswith("kms:") for one in actions({"": it})))
    assert of_keys["Condition"] == {
        "StringLike": {"kms:ViaService": ["dynamodb.*", "s3.*", "secretsmanager.*"]}
    }
    assert "kms:*" not in of_keys["Action"]
    # Secrets are replicated with the replica of the key.
    assert of_keys["Resource"] == {"Fn::Sub": "arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*"}


def test_the_boundary_is_no_longer_than_a_policy_may_be() -> None:
    longest = {"Stage": "abcdefghijklmno", "AWS::Partition": "aws-us-gov", "AWS::Region": "ap-southeast-1"}
    written = json.dumps(RESOURCES["Boundary"]["Properties"]["PolicyDocument"], separators=(",", ":"))
    written = re.sub(r'\{"Fn::Sub":("[^"]*")\}', r"\1", written)
    for name, value in (longest | {"AWS::AccountId": "123456789012"}).items():
        written = written.replace(f"${{{name}}}", value)
    # IAM's limit of a managed policy, white space not counted.
    assert len(written) <= 6_144
