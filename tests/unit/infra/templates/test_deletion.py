"""What people entrusted to a stage is neither deleted nor overwritten by mistake."""

from collections.abc import Callable
from typing import Any

import pytest

Packaged = Callable[..., Any]

TABLES = ("StudiesTable", "VerdictsTable", "AuditTable", "MembersTable")
KEPT = ("UploadsBucket", "ResultsBucket", *TABLES, "PseudonymSalt", "SecondFactorKey", "UserPool")
GUARDED = {"stack": True, **dict.fromkeys(TABLES, True), "UserPool": "ACTIVE"}
UNGUARDED = {"stack": False, **dict.fromkeys(TABLES, False), "UserPool": "INACTIVE"}


def guards(packaged: Packaged, stage: str, *params: str) -> dict[str, Any]:
    """Each guard against deletion, by what it guards."""
    package = packaged(stage, *params)
    resources = package.template["Resources"]
    tables = {table: resources[table]["Properties"]["DeletionProtectionEnabled"] for table in TABLES}
    pool = resources["UserPool"]["Properties"]["DeletionProtection"]
    return {"stack": package.provider["deletionProtection"], **tables, "UserPool": pool}


@pytest.mark.parametrize(
    ("stage", "params", "expected"),
    [
        ("prod", (), GUARDED),
        ("staging", (), GUARDED),
        ("prod", ("deletionProtection=INACTIVE",), UNGUARDED),
        ("dev", (), UNGUARDED),
        ("dev", ("deletionProtection=ACTIVE",), GUARDED),
        ("local", (), UNGUARDED),
    ],
)
def test_one_parameter_guards_stack_tables_and_accounts(
    packaged: Packaged, stage: str, params: tuple[str, ...], expected: dict[str, Any]
) -> None:
    assert guards(packaged, stage, *params) == expected


@pytest.mark.parametrize("stage", ["prod", "staging"])
@pytest.mark.parametrize("resource", KEPT)
def test_removing_a_kept_stage_keeps_its_films_studies_and_accounts(
    packaged: Packaged, resource: str, stage: str
) -> None:
    kept = packaged(stage).template["Resources"][resource]
    assert kept["DeletionPolicy"] == "RetainExceptOnCreate"
    assert kept["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("stage", ["local", "dev"])
@pytest.mark.parametrize("resource", KEPT)
def test_removing_a_trial_stage_leaves_nothing(packaged: Packaged, resource: str, stage: str) -> None:
    assert packaged(stage).template["Resources"][resource]["DeletionPolicy"] == "Delete"


@pytest.mark.parametrize("bucket", ["UploadsBucket", "ResultsBucket"])
def test_an_overwritten_or_deleted_object_can_be_read_for_15_days(packaged: Packaged, bucket: str) -> None:
    properties = packaged("prod").template["Resources"][bucket]["Properties"]
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = [rule for rule in properties["LifecycleConfiguration"]["Rules"] if "Prefix" not in rule]
    assert {rule["Status"] for rule in rules} == {"Enabled"}
    merged = {name: value for rule in rules for name, value in rule.items()}
    assert merged["NoncurrentVersionExpiration"] == {"NoncurrentDays": 15}
    assert merged["ExpiredObjectDeleteMarker"] is True


def test_no_deployment_replaces_or_drops_what_a_kept_stage_keeps(packaged: Packaged) -> None:
    allowed, denied = packaged("prod").provider["stackPolicy"]
    assert (allowed["Effect"], denied["Effect"]) == ("Allow", "Deny")
    assert denied["Action"] == ["Update:Replace", "Update:Delete"]
    assert denied["Resource"] == [f"LogicalResourceId/{name}" for name in KEPT]
    assert packaged("dev").provider["stackPolicy"] == []


def test_packages_are_out_of_reach_and_outlast_a_deletion(packaged: Packaged) -> None:
    bucket = packaged("prod").template["Resources"]["ServerlessDeploymentBucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rule = bucket["LifecycleConfiguration"]["Rules"][0]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
