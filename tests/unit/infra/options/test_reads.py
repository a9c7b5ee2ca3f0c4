"""Whoever reads films past the pages is recorded, and no one can take the record back."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]
Template = Callable[..., dict[str, Any]]
Fields = dict[str, str]

UPLOADS, RESULTS = "arn of UploadsBucket", "arn of ResultsBucket"
OPERATOR = "arn:aws:sts::123456789012:assumed-role/Administrator/jane"
CLASSIFY, WEB, BACKUP = (
    f"arn:aws:sts::123456789012:assumed-role/{role}/session"
    for role in ("ClassifyRole", "WebRole", "BackupRole")
)


def resolved(value: Any) -> Any:
    """Put the names of resources in the place of what CloudFormation knows of them."""
    if isinstance(value, list):
        return [resolved(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if "Fn::GetAtt" in value:
        return f"arn of {value['Fn::GetAtt'][0]}"
    known = {"AWS::Partition": "aws", "AWS::AccountId": "123456789012"}
    text = re.sub(r"\$\{(\w+)\.Arn\}", r"arn of \1", value["Fn::Sub"])
    return re.sub(r"\$\{([\w:]+)\}", lambda match: known.get(match[1], match[1]), text)


def matches(field: dict[str, Any], value: str) -> bool:
    return all(
        {
            "Equals": value in resolved(given),
            "NotEquals": value not in resolved(given),
            "StartsWith": value.startswith(tuple(resolved(given))),
            "NotStartsWith": not value.startswith(tuple(resolved(given))),
        }[operator]
        for operator, given in field.items()
        if operator != "Field"
    )


@pytest.fixture(scope="module")
def trail(guarded: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = guarded["Resources"]["Trail"]["Properties"]
    return found


@pytest.fixture(scope="module")
def is_recorded(trail: dict[str, Any]) -> Callable[[Fields], bool]:
    """CloudTrail's rule: one selector is enough, and all of its fields must match."""
    selectors = [it["FieldSelectors"] for it in trail["AdvancedEventSelectors"]]
    return lambda event: any(
        all(matches(field, event.get(field["Field"], "")) for field in fields) for fields in selectors
    )


def on_object(arn: str, who: str, read_only: str = "true") -> Fields:
    return {
        "eventCategory": "Data",
        "resources.type": "AWS::S3::Object",
        "resources.ARN": arn,
        "readOnly": read_only,
        "userIdentity.arn": who,
    }


def on_table(table: str, who: str) -> Fields:
    return {
        "eventCategory": "Data",
        "resources.type": "AWS::DynamoDB::Table",
        "resources.ARN": f"arn of {table}",
        "userIdentity.arn": who,
    }


@pytest.mark.parametrize(
    "event",
    [
        on_object(f"{UPLOADS}/uploads/st-marys/01", OPERATOR),
        on_object(f"{UPLOADS}/inbox/st-marys/film.dcm", OPERATOR),
        on_object(f"{UPLOADS}/uploads/st-marys/01", OPERATOR, "false"),
        on_object(f"{RESULTS}/results/st-marys/01/preview.jpg", OPERATOR),
        # Through a link that the pages signed: the record has the address of whoever used it.
        on_object(f"{RESULTS}/results/st-marys/01/preview.jpg", WEB),
        *(on_table(f"{kind}Table", OPERATOR) for kind in ("Studies", "Verdicts", "Members", "Audit")),
        on_table("AuditTable", WEB),
        {"eventCategory": "Management", "eventSource": "dynamodb.amazonaws.com"},
        {"eventCategory": "Management", "eventSource": "secretsmanager.amazonaws.com"},
    ],
)
def test_a_read_past_the_pages_is_recorded(is_recorded: Callable[[Fields], bool], event: Fields) -> None:
    assert is_recorded(event)


@pytest.mark.parametrize(
    "event",
    [
        # Names of files may name patients.
        on_object(f"{UPLOADS}/inbox/st-marys/Doe, Jane.dcm", CLASSIFY),
        on_object(f"{UPLOADS}/inbox/st-marys/Doe, Jane.dcm", BACKUP),
        on_object(f"{UPLOADS}/inbox/st-marys/Doe, Jane.dcm", OPERATOR, "false"),
        on_table("StudiesTable", WEB),
        on_table("SessionsTable", OPERATOR),
        on_object("arn of another bucket/film.dcm", OPERATOR),
        {"eventCategory": "Management", "eventSource": "kms.amazonaws.com"},
    ],
)
def test_names_of_files_and_the_work_of_functions_are_not(
    is_recorded: Callable[[Fields], bool], event: Fields
) -> None:
    assert not is_recorded(event)


def test_the_record_proves_that_it_is_whole(trail: dict[str, Any]) -> None:
    assert trail["IsLogging"]
    assert trail["EnableLogFileValidation"]
    assert trail["IsMultiRegionTrail"]


@pytest.mark.parametrize("mode", ["governance", "compliance"])
def test_no_one_empties_the_archive_before_the_events_expire(template: Template, mode: str) -> None:
    resources = template("prod", f"recordReads={mode}", "auditRetentionDays=400")["Resources"]
    bucket = resources["ArchiveBucket"]
    assert bucket["DeletionPolicy"] == "RetainExceptOnCreate"
    properties = bucket["Properties"]
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert properties["ObjectLockEnabled"] is True
    lock = properties["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert lock == {"Mode": mode.upper(), "Days": 400}
    (rule,) = (it for it in properties["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in it)
    assert rule["ExpirationInDays"] > lock["Days"]
    web = resources["WebLambdaFunction"]["Properties"]["Environment"]["Variables"]
    assert web["AUDIT_RETENTION_DAYS"] == "400"


def test_the_archive_is_as_private_and_encrypted_as_films(guarded: dict[str, Any]) -> None:
    films, archive = (guarded["Resources"][name]["Properties"] for name in ("UploadsBucket", "ArchiveBucket"))
    for name in ("PublicAccessBlockConfiguration", "OwnershipControls", "BucketEncryption"):
        assert archive[name] == films[name]
    key = guarded["Resources"]["StudiesTable"]["Properties"]["SSESpecification"]["KMSMasterKeyId"]
    assert guarded["Resources"]["Trail"]["Properties"]["KMSKeyId"] == key


def test_this_trail_alone_writes_to_the_archive(guarded: dict[str, Any]) -> None:
    resources = guarded["Resources"]
    statements = resources["ArchiveBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = [it for it in statements if it["Effect"] == "Allow"]
    assert {it["Action"] for it in allowed} == {"s3:GetBucketAcl", "s3:PutObject"}
    name = resources["Trail"]["Properties"]["TrailName"]["Fn::Sub"]
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        trail = statement["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]
        assert trail.endswith(f":trail/{name}")
    assert resources["Trail"]["DependsOn"] == "ArchiveBucketPolicy"
    denied = {it["Sid"] for it in statements if it["Effect"] == "Deny"}
    assert denied == {"TlsOnly", "Tls12OrLater"}


def test_no_role_of_the_stage_reaches_the_archive(guarded: dict[str, Any]) -> None:
    roles = [it for it in guarded["Resources"].values() if it["Type"] == "AWS::IAM::Role"]
    assert roles
    assert "ArchiveBucket" not in json.dumps(roles)


def test_a_stage_that_records_has_the_rest_unchanged(resources: Template) -> None:
    without, recorded = resources(), resources("recordReads=governance")
    assert recorded.keys() - without.keys() == {"ArchiveBucket", "ArchiveBucketPolicy", "Trail"}
    assert {name: recorded[name] for name in without} == without


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"recordReads": "true"}, "recordReads is true, and must be governance or compliance"),
        ({"auditRetentionDays": "40000"}, "S3 locks objects for 36500 days at most"),
    ],
)
def test_a_lock_that_s3_does_not_know_is_refused(given: dict[str, str], sentence: str) -> None:
    options = {"recordReads": "compliance", "auditRetentionDays": "2190", **given}
    program = """
    console.log(require("./infra/options/reads/reads.js")({}, JSON.parse(process.argv[1])));
    """
    command = ["node", "-e", program, json.dumps(options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert sentence in done.stdout


def test_the_runbook_finds_who_read_a_film(tmp_path: Path) -> None:
    """Runs the filter of docs/operations.md on a log file as CloudTrail writes it."""
    page = (ROOT / "docs" / "operations.md").read_text()
    (program,) = re.findall(r"\| jq -r '(.*)'$", page, re.MULTILINE)
    read, other = (
        {
            "eventTime": "2026-11-28T09:30:00Z",
            "eventName": "GetObject",
            "sourceIPAddress": "192.0.2.1",
            "userIdentity": {"arn": OPERATOR},
            "requestParameters": parameters,
        }
        for parameters in ({"key": "uploads/st-marys/STUDY_ID"}, None)
    )
    (tmp_path / "log.json").write_text(json.dumps({"Records": [read, other]}))
    command = ["jq", "-r", program, str(tmp_path / "log.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2026-11-28T09:30:00Z", "GetObject", "192.0.2.1", OPERATOR]
