"""Tables and buckets come back where the region is gone, and nothing is backed up unasked."""

import json
import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from moto.iam.aws_managed_policies import aws_managed_policies_data

ROOT = Path(__file__).parents[4]
VAULT_STACK = ROOT / "infra" / "backup_vault.yml"
Template = Callable[..., dict[str, Any]]

STORES = {"StudiesTable", "VerdictsTable", "AuditTable", "MembersTable", "UploadsBucket", "ResultsBucket"}
COPY = "arn:aws:backup:eu-west-1:123456789012:backup-vault:pneumoscope-prod"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"


def rule(made: dict[str, Any]) -> dict[str, Any]:
    (found,) = made["Resources"]["BackupPlan"]["Properties"]["BackupPlan"]["BackupPlanRule"]
    return dict(found)


def statements(made: dict[str, Any]) -> list[dict[str, Any]]:
    policy = made["Resources"]["BackupRole"]["Properties"]["Policies"][0]
    return list(policy["PolicyDocument"]["Statement"])


def test_everything_that_outlives_a_stack_is_backed_up(guarded: dict[str, Any]) -> None:
    kinds = ("AWS::S3::Bucket", "AWS::DynamoDB::Table")
    kept = {
        name
        for name, it in guarded["Resources"].items()
        if it["Type"] in kinds and it.get("DeletionPolicy") == "RetainExceptOnCreate"
    }
    # CloudTrail's archive has a lock of its own.
    assert kept - {"ArchiveBucket"} == STORES
    selected = guarded["Resources"]["BackupSelection"]["Properties"]["BackupSelection"]["Resources"]
    assert {it["Fn::GetAtt"][0] for it in selected} == STORES


def test_a_backup_goes_to_both_vaults_and_ends_in_both(guarded: dict[str, Any]) -> None:
    nightly = rule(guarded)
    assert nightly["TargetBackupVault"] == {"Ref": "AWS::StackName"}
    assert nightly["CopyActions"] == [
        {"DestinationBackupVaultArn": COPY, "Lifecycle": {"DeleteAfterDays": 35}}
    ]
    assert nightly["Lifecycle"] == {"DeleteAfterDays": 35}
    assert guarded["Outputs"]["BackupDays"]["Value"] == "35"


def test_a_backup_without_a_second_vault_stays_in_the_region(template: Template) -> None:
    made = template("prod", "backupDays=7")
    assert rule(made)["CopyActions"] == []
    assert "CopiesMissingAlarm" not in made["Resources"]
    assert "ReplicaRegions" not in json.dumps(made)


def test_the_secrets_that_no_backup_has_are_where_the_copies_are(guarded: dict[str, Any]) -> None:
    expected = [{"Region": "eu-west-1", "KmsKeyId": KEY.replace("eu-central-1", "eu-west-1")}]
    for name in ("PseudonymSalt", "SecondFactorKey"):
        assert guarded["Resources"][name]["Properties"]["ReplicaRegions"] == expected


def test_a_copy_in_the_same_region_needs_no_second_salt(template: Template) -> None:
    elsewhere = COPY.replace("eu-west-1", "eu-central-1").replace("123456789012", "210987654321")
    assert "ReplicaRegions" not in json.dumps(
        template("prod", "backupDays=7", f"backupCopyVault={elsewhere}")
    )


def test_a_night_without_backups_or_copies_is_heard_of(guarded: dict[str, Any]) -> None:
    metrics = {
        "BackupsMissingAlarm": "NumberOfBackupJobsCompleted",
        "CopiesMissingAlarm": "NumberOfCopyJobsCompleted",
    }
    for name, metric in metrics.items():
        alarm = guarded["Resources"][name]["Properties"]
        assert (alarm["MetricName"], alarm["TreatMissingData"]) == (metric, "breaching")
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", len(STORES))
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        assert f"`{name}`" in (ROOT / "docs" / "operations.md").read_text()


def test_a_deployment_does_not_cut_backups_off_from_new_objects(template: Template) -> None:
    without, made = template("prod"), template("prod", "backupDays=7")
    for name in ("UploadsBucket", "ResultsBucket"):
        announced = made["Resources"][name]["Properties"]["NotificationConfiguration"]
        before = without["Resources"][name]["Properties"]["NotificationConfiguration"]
        assert announced == {**before, "EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_backups_have_the_rights_that_aws_gives_them_for_this(guarded: dict[str, Any]) -> None:
    """AWS's own policies are what its service needs; ours has the part on tables and buckets."""
    managed = json.loads(aws_managed_policies_data)
    granted = [action for it in statements(guarded) for action in it["Action"]]
    needed = {
        action
        for name in ("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup")
        for statement in managed[name]["Document"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        if action.partition(":")[0] in {"backup", "cloudwatch", "dynamodb", "events", "s3", "tag"}
    }
    assert needed
    assert needed - set(granted) == set()
    assert {"kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"} <= set(granted)


def test_backups_reach_the_stores_of_the_stage_alone(guarded: dict[str, Any]) -> None:
    for statement in statements(guarded):
        if statement["Resource"] != "*":
            assert '"*"' not in json.dumps(statement["Resource"])
    everywhere = [it["Action"] for it in statements(guarded) if it["Resource"] == "*"]
    (actions,) = everywhere
    writing = ("*:Put*", "*:Delete*", "*:Create*", "*:Update*", "*:GetObject*", "kms:*")
    assert not [name for name in actions if any(fnmatchcase(name, pattern) for pattern in writing)]


def test_nothing_of_the_stage_can_delete_or_bring_back_a_backup(guarded: dict[str, Any]) -> None:
    roles = [it["Properties"] for it in guarded["Resources"].values() if it["Type"] == "AWS::IAM::Role"]
    text = json.dumps(roles)
    assert "RecoveryPoint" not in text
    assert "Restore" not in text


def test_a_stage_with_backups_has_the_rest_unchanged(resources: Template) -> None:
    without, backed = resources(), resources("backupDays=7")
    assert backed.keys() - without.keys() == {
        *("BackupPlan", "BackupRole", "BackupSelection", "BackupsMissingAlarm"),
    }
    changed = {name for name in without if backed[name] != without[name]}
    assert changed == {"UploadsBucket", "ResultsBucket"}


def test_no_backup_is_made_unless_a_stage_asks_for_it(template: Template) -> None:
    made = template("prod")
    kinds = {it["Type"] for it in made["Resources"].values()}
    assert not [kind for kind in kinds if kind.startswith(("AWS::Backup", "AWS::CloudTrail"))]
    text = json.dumps(made["Resources"])
    assert [word for word in ("ObjectLock", "EventBridgeEnabled", "ReplicaRegions") if word in text] == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"backupDays": "36"}, "must be a whole number up to 35"),
        ({"backupDays": "soon"}, "must be a whole number up to 35"),
        ({"backupDays": "0"}, "there would be nothing to copy"),
        ({"backupCopyVault": COPY.replace("pneumoscope-prod", "Default")}, "a vault of the name pneumoscope"),
        ({"backupCopyVault": "pneumoscope-prod"}, "must be the ARN of a vault"),
        ({"kmsKeyArn": KEY.replace("mrk-", "")}, "kmsKeyArn is no multi-Region key"),
    ],
)
def test_a_backup_that_helps_no_one_is_refused(given: dict[str, str], sentence: str) -> None:
    stage = {"region": "eu-central-1", "stack": "pneumoscope-prod", "kmsKeyArn": KEY}
    options = {**stage, "backupDays": "35", "backupCopyVault": COPY, **given}
    program = """
    console.log(require("./infra/options/backup/backup.js")({}, JSON.parse(process.argv[1])));
    """
    command = ["node", "-e", program, json.dumps(options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert sentence in done.stdout


def test_cfn_lint_accepts_the_stack_of_a_vault() -> None:
    cfn_lint = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([cfn_lint, VAULT_STACK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_vault_keeps_no_backup_for_longer_than_erasures_say() -> None:
    vault = yaml.safe_load(VAULT_STACK.read_text())
    lock = vault["Resources"]["Vault"]["Properties"]["LockConfiguration"]["Fn::If"][1]
    assert lock["MaxRetentionDays"] == 35
    assert vault["Parameters"]["LeastDays"]["MaxValue"] == 35
    assert vault["Resources"]["Vault"]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_the_role_of_a_restore_has_policies_that_aws_has() -> None:
    managed = json.loads(aws_managed_policies_data)
    role = yaml.safe_load(VAULT_STACK.read_text())["Resources"]["RestoreRole"]["Properties"]
    names = [it["Fn::Sub"].rpartition(":policy")[2] for it in role["ManagedPolicyArns"]]
    assert names == [managed[name.rpartition("/")[2]]["Path"] + name.rpartition("/")[2] for name in names]
