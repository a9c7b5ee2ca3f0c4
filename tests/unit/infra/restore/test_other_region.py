"""Where the region of a stage is gone, its studies come back in another one."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study
from infra.adopt.kept_resources import Account, find_kept
from infra.restore import __main__ as command
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_secretsmanager.type_defs import TagTypeDef

STORAGE = Path(__file__).parents[4] / "infra" / "storage.yml"
LOST, THERE = "eu-central-1", "eu-west-1"
SITE = "st-marys"
IDS = [f"01JDB3X4Y5Z6A7B8C9D0E1F2G{digit}" for digit in "345"]
NOW = datetime.now(UTC)


def shape() -> dict[str, Any]:
    properties = yaml.safe_load(STORAGE.read_text())["Resources"]["StudiesTable"]["Properties"]
    names = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    return {name: properties[name] for name in names}


def studies(table: "Table") -> set[str]:
    return {found.study_id for found in StudyStore(table).page(SITE).studies}


def fill(table: "Table", ids: list[str]) -> None:
    for study_id in ids:
        StudyStore(table).create(Study(SITE, study_id, Status.AWAITING_UPLOAD, NOW, NOW))


def make(region: str, name: str, ids: list[str]) -> "Table":
    table = boto3.resource("dynamodb", region_name=region).create_table(TableName=name, **shape())
    fill(table, ids)
    return table


@pytest.fixture
def lost(aws: None) -> "Table":
    """The table of the stage in the region that is gone, with a study that no backup had."""
    return make(LOST, "studies-of-prod", IDS[:1])


@pytest.fixture
def live(lost: "Table", monkeypatch: pytest.MonkeyPatch) -> "Table":
    """The new table of the stage in the other region; CloudFormation may give it the same name."""

    def opened(_: str, region: str) -> Stage:
        return Stage(boto3.Session(region_name=region), None, {"StudiesTableName": "studies-of-prod"})

    monkeypatch.setattr(command, "open_stage", opened)
    return make(THERE, "studies-of-prod", [])


class Elsewhere(Account):
    """The AWS account in the other region, without any accounts of people. moto has no Cognito here."""

    def client(self, service: str) -> Any:
        if service == "cognito-idp":
            return SimpleNamespace(get_paginator=lambda _: SimpleNamespace(paginate=lambda **_: []))
        return super().client(service)


def restore() -> int:
    """Run the command of docs/operations.md."""
    arguments = f"studies --from restored-studies --stage prod --region {THERE}"
    return command.main(arguments.split())


def test_studies_of_a_copied_backup_come_back_in_its_region(live: "Table", lost: "Table") -> None:
    make(THERE, "restored-studies", IDS[1:])
    assert restore() == 0
    assert studies(live) == set(IDS[1:])
    assert studies(lost) == set(IDS[:1])


def test_a_table_that_is_restored_in_the_lost_region_is_not_taken(
    live: "Table", capsys: pytest.CaptureFixture[str]
) -> None:
    make(LOST, "restored-studies", IDS[1:])
    assert restore() == 2
    assert "there is no table restored-studies" in capsys.readouterr().err
    assert studies(live) == set()


def test_a_restored_table_is_not_taken_for_one_that_the_stage_left(aws: None) -> None:
    """Adopted, it would have neither recovery nor protection: AWS Backup brings none of them back."""
    make(THERE, "restored-studies", IDS)
    candidates = find_kept(Elsewhere(boto3.Session(region_name=THERE)), "prod")
    assert candidates["StudiesTable"] == []


@pytest.mark.parametrize("name", ["PseudonymSalt", "SecondFactorKey"])
def test_the_replica_and_the_escrow_of_a_secret_are_found(aws: None, name: str) -> None:
    tags: list[TagTypeDef] = [
        {"Key": "application", "Value": "pneumoscope"},
        {"Key": "stage", "Value": "prod"},
    ]
    lost, there = (boto3.client("secretsmanager", region_name=region) for region in (LOST, THERE))
    # CloudFormation names it so; Secrets Manager replicates name, value and tags.
    lost.create_secret(
        Name=f"{name}-x7Hq", SecretString="salt", Tags=tags, AddReplicaRegions=[{"Region": THERE}]
    )
    account = Elsewhere(boto3.Session(region_name=THERE))
    (replica,) = find_kept(account, "prod")[name]
    assert there.get_secret_value(SecretId=replica)["SecretString"] == "salt"
    # As docs/operations.md has it.
    there.create_secret(Name=f"{name}-escrow", SecretString="salt", Tags=tags)
    assert len(find_kept(account, "prod")[name]) == 2
