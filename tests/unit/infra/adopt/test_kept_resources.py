"""What a removed stage left is found by its names and tags, and nothing of another stage."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.adopt.__main__ import CannotAdopt, require_own_account
from infra.adopt.kept_resources import Account, find_kept

OURS = [{"Key": "application", "Value": "pneumoscope"}, {"Key": "stage", "Value": "prod"}]
OTHERS = [{"Key": "application", "Value": "pneumoscope"}, {"Key": "stage", "Value": "staging"}]
LISTS: dict[str, list[dict[str, Any]]] = {
    "list_tables": [
        {"TableNames": ["pneumoscope-prod-StudiesTable-1A", "pneumoscope-prod-SessionsTable-1A"]},
        {"TableNames": ["pneumoscope-prod-StudiesTable-2B", "pneumoscope-prod2-MembersTable-1A"]},
    ],
    "list_user_pools": [
        {"UserPools": [{"Id": "p-1", "Name": "pneumoscope-prod"}, {"Id": "p-2", "Name": "pneumoscope-prod2"}]}
    ],
    "list_secrets": [
        {
            "SecretList": [
                {"Name": "PseudonymSalt-x", "ARN": "arn:ours", "Tags": OURS},
                {"Name": "PseudonymSalt-y", "ARN": "arn:of-staging", "Tags": OTHERS},
                {"Name": "SecondFactorKey-x", "ARN": "arn:key", "Tags": OURS},
                {"Name": "SomethingElse-x", "ARN": "arn:another-secret", "Tags": OURS},
            ]
        }
    ],
}


class Left:
    """An AWS account with what two stages left."""

    region_name = "eu-central-1"

    def client(self, *_: Any, **__: Any) -> "Left":
        return self

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "123456789012"}

    def get_paginator(self, operation: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: iter(LISTS[operation]))

    def head_bucket(self, Bucket: str) -> None:  # noqa: N803
        if Bucket != "pneumoscope-prod-uploads-123456789012-eu-central-1":
            raise ClientError({"Error": {"Code": self.answer}}, "HeadBucket")

    answer = "404"


@pytest.mark.parametrize(("wanted", "refused"), [("123456789012", False), ("210987654321", True)])
def test_a_stage_is_taken_up_in_its_own_account_alone(
    wanted: str, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prod.yml").write_text(f'awsAccount: "{wanted}"\n')
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path))
    account = Account(cast("boto3.Session", Left()))
    require_own_account(account, "staging")
    expected = pytest.raises(CannotAdopt, match=f"{wanted}, and the credentials are of 123456789012")
    with expected if refused else nullcontext():
        require_own_account(account, "prod")


def test_a_stage_is_taken_up_in_its_own_region_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prod.yml").write_text("awsRegion: eu-west-1\n")
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path))
    with pytest.raises(CannotAdopt, match="belongs to the region eu-west-1, and this is eu-central-1"):
        require_own_account(Account(cast("boto3.Session", Left())), "prod")


def test_every_candidate_of_the_stage_is_found_on_every_page() -> None:
    assert find_kept(Account(cast("boto3.Session", Left())), "prod") == {
        "UploadsBucket": ["pneumoscope-prod-uploads-123456789012-eu-central-1"],
        "ResultsBucket": [],
        "StudiesTable": ["pneumoscope-prod-StudiesTable-1A", "pneumoscope-prod-StudiesTable-2B"],
        "VerdictsTable": [],
        "AuditTable": [],
        "MembersTable": [],
        "UserPool": ["p-1"],
        "PseudonymSalt": ["arn:ours"],
        "SecondFactorKey": ["arn:key"],
    }


def test_a_bucket_that_may_not_be_seen_is_not_taken_for_one_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Left, "answer", "403")
    with pytest.raises(ClientError, match="403"):
        find_kept(Account(cast("boto3.Session", Left())), "prod")
