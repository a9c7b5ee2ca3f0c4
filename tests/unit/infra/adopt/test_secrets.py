"""A secret that comes back from escrow gets its replica and its key from the deployment after the import."""

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from infra.adopt.import_template import import_template
from infra.adopt.kept_resources import SECRETS, Account
from infra.adopt.secrets import as_they_are

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ADDED = {"ReplicaRegions", "KmsKeyId"}


@pytest.fixture
def account(aws: None) -> Account:
    return Account(boto3.Session(region_name="eu-central-1"))


@pytest.fixture
def client(account: Account) -> "SecretsManagerClient":
    found: SecretsManagerClient = account.client("secretsmanager")
    return found


def imported(account: Account, guarded: dict[str, Any], name: str, arn: str) -> dict[str, Any]:
    """The properties with which a secret is taken up."""
    kept = {name: arn}
    made = import_template(as_they_are(account, guarded["Resources"], kept), kept)
    properties: dict[str, Any] = made["Resources"][name]["Properties"]
    return properties


@pytest.mark.parametrize("name", SECRETS)
def test_the_deployment_adds_to_a_secret_of_escrow_what_it_lacks(
    account: Account, client: "SecretsManagerClient", guarded: dict[str, Any], name: str
) -> None:
    # As docs/operations.md has it.
    arn = client.create_secret(Name=f"{name}-escrow", SecretString="salt")["ARN"]
    properties = guarded["Resources"][name]["Properties"]
    assert properties.keys() >= ADDED
    assert imported(account, guarded, name, arn) == {
        key: value for key, value in properties.items() if key not in ADDED
    }


def test_a_secret_that_has_its_replica_and_key_is_taken_up_with_them(
    account: Account, client: "SecretsManagerClient", guarded: dict[str, Any]
) -> None:
    properties = guarded["Resources"]["PseudonymSalt"]["Properties"]
    # As CloudFormation made it.
    arn = client.create_secret(
        Name="PseudonymSalt-x7Hq",
        SecretString="salt",
        KmsKeyId=properties["KmsKeyId"],
        AddReplicaRegions=[{"Region": it["Region"]} for it in properties["ReplicaRegions"]],
    )["ARN"]
    assert imported(account, guarded, "PseudonymSalt", arn) == properties


def test_a_secret_with_a_replica_elsewhere_gets_the_one_it_lacks(
    account: Account, client: "SecretsManagerClient", guarded: dict[str, Any]
) -> None:
    arn = client.create_secret(
        Name="PseudonymSalt-x7Hq", SecretString="salt", AddReplicaRegions=[{"Region": "us-east-1"}]
    )["ARN"]
    assert "ReplicaRegions" not in imported(account, guarded, "PseudonymSalt", arn)
