"""Films, results and studies are private, encrypted, recoverable and gone when they should be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cxr.storage.object_keys import reports_prefix, result_key
from cxr.storage.studies.study_lifetimes import AWAITING_UPLOAD_TTL, TOMBSTONE_TTL
from cxr.study import UNASSIGNED_SITE

Template = Callable[..., dict[str, Any]]
BUCKETS = ("UploadsBucket", "ResultsBucket")
TABLES = ("StudiesTable", "VerdictsTable", "AuditTable", "MembersTable", "SessionsTable")


def properties(template: Template, resource: str, stage: str = "prod") -> Any:
    return template(stage)["Resources"][resource]["Properties"]


@pytest.mark.parametrize("bucket", BUCKETS)
def test_no_bucket_can_be_made_public(template: Template, bucket: str) -> None:
    block = properties(template, bucket)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    assert len(block) == 4


@pytest.mark.parametrize("bucket", BUCKETS)
def test_every_object_is_encrypted(template: Template, bucket: str) -> None:
    (rule,) = properties(template, bucket)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


@pytest.mark.parametrize("bucket", BUCKETS)
@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_no_bucket_answers_without_tls_1_2(template: Template, bucket: str, stage: str) -> None:
    statements = properties(template, f"{bucket}Policy", stage)["PolicyDocument"]["Statement"]
    for statement in statements:
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
        assert {"Fn::Sub": f"${{{bucket}.Arn}}/*"} in statement["Resource"]
    assert [statement["Condition"] for statement in statements] == [
        {"Bool": {"aws:SecureTransport": "false"}},
        {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    ]


@pytest.mark.parametrize(("bucket", "method"), [("UploadsBucket", "POST"), ("ResultsBucket", "GET")])
def test_browsers_reach_a_bucket_from_the_application_alone(
    template: Template, bucket: str, method: str
) -> None:
    (rule,) = properties(template, bucket)["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == [method]
    assert rule["AllowedOrigins"] == [template("prod")["Outputs"]["Url"]["Value"]]


def test_originals_expire_with_their_fragments(template: Template) -> None:
    rules = properties(template, "UploadsBucket")["LifecycleConfiguration"]["Rules"]
    assert {rule["Status"] for rule in rules} == {"Enabled"}
    merged = {name: value for rule in rules for name, value in rule.items()}
    assert merged["ExpirationInDays"] == 30
    assert merged["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_awaiting_studies_and_tombstones_outlive_every_original(template: Template) -> None:
    rules = properties(template, "UploadsBucket")["LifecycleConfiguration"]["Rules"]
    merged = {name: value for rule in rules for name, value in rule.items()}
    longest = timedelta(days=30 + merged["NoncurrentVersionExpiration"]["NoncurrentDays"])
    # S3 rounds an expiry up to the next midnight, and may remove what is due a day later.
    assert longest + timedelta(days=2) < AWAITING_UPLOAD_TTL < TOMBSTONE_TTL


def test_originals_may_be_kept_for_a_shorter_time(template: Template) -> None:
    rules = template("dev", "originalsExpireDays=7")["Resources"]["UploadsBucket"]["Properties"][
        "LifecycleConfiguration"
    ]["Rules"]
    assert [int(rule["ExpirationInDays"]) for rule in rules if "ExpirationInDays" in rule] == [7]


def test_result_objects_and_what_no_one_could_delete_expire_with_originals(template: Template) -> None:
    resources = template("dev", "originalsExpireDays=7")["Resources"]
    rules = resources["ResultsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    expiring = {rule["Prefix"]: int(rule["ExpirationInDays"]) for rule in rules if "ExpirationInDays" in rule}
    assert expiring == {f"results/{UNASSIGNED_SITE}/": 7, "reports/": 7}
    given = resources["ClassifyLambdaFunction"]["Properties"]["Environment"]["Variables"]
    assert given["ORIGINALS_EXPIRE_DAYS"] == "7"


def test_an_overwritten_film_outlives_the_time_for_its_redrive(template: Template) -> None:
    rules = properties(template, "UploadsBucket")["LifecycleConfiguration"]["Rules"]
    (kept,) = [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule]
    retention = properties(template, "DeadLetterQueue")["MessageRetentionPeriod"]
    assert kept["NoncurrentDays"] * 24 * 60 * 60 > retention


def test_both_ways_in_are_announced_to_the_queue(template: Template) -> None:
    announcements = properties(template, "UploadsBucket")["NotificationConfiguration"]["QueueConfigurations"]
    prefixes = {a["Filter"]["S3Key"]["Rules"][0]["Value"] for a in announcements}
    assert prefixes == {"uploads/", "inbox/"}
    assert {a["Event"] for a in announcements} == {"s3:ObjectCreated:*"}


def test_the_deletion_of_a_study_is_announced_and_its_expiry_is_not(template: Template) -> None:
    (announced,) = properties(template, "ResultsBucket")["NotificationConfiguration"]["QueueConfigurations"]
    assert announced["Event"] == "s3:ObjectRemoved:DeleteMarkerCreated"
    prefix, suffix = (rule["Value"] for rule in announced["Filter"]["S3Key"]["Rules"])
    key = result_key("st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3")
    assert key.startswith(prefix)
    assert key.endswith(suffix)
    assert not reports_prefix("st-marys", "x").startswith(prefix)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_encrypted_and_paid_by_request(template: Template, table: str) -> None:
    assert properties(template, table)["SSESpecification"] == {"SSEEnabled": True}
    assert properties(template, table)["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize("table", ["StudiesTable", "VerdictsTable", "AuditTable", "MembersTable"])
def test_what_cannot_be_made_again_can_be_restored(template: Template, table: str) -> None:
    recovery = properties(template, table)["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize("table", ["StudiesTable", "AuditTable", "SessionsTable"])
def test_orphans_old_events_and_old_sessions_expire(template: Template, table: str) -> None:
    expiry = properties(template, table)["TimeToLiveSpecification"]
    assert expiry == {"AttributeName": "expires_at", "Enabled": True}


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_only_the_stack_makes_the_salt_of_patients_hashes(template: Template, stage: str) -> None:
    salt = properties(template, "PseudonymSalt", stage)
    assert "SecretString" not in salt
    assert salt["GenerateSecretString"]["PasswordLength"] >= 32
    variables = properties(template, "ClassifyLambdaFunction", stage)["Environment"]["Variables"]
    assert variables["PSEUDONYM_SECRET"] == {"Fn::GetAtt": ["PseudonymSalt", "Id"]}


def test_one_index_lists_the_unread_studies_of_a_site(template: Template) -> None:
    """CloudFormation adds one index to a table with each deployment."""
    (index,) = properties(template, "StudiesTable")["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "unread"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["site", "urgency"]
