"""AWS for unit tests: moto, with the tables as the shipped template makes them."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from botocore import UNSIGNED
from botocore.config import Config
from moto import mock_aws

from tests.support.shared_aws import shared_session, use_account_of_tests

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBServiceResource
    from mypy_boto3_dynamodb.service_resource import Table

STORAGE = Path(__file__).parents[2] / "infra" / "storage.yml"
KEYS_AND_INDEXES = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS account of the test's own, empty."""
    use_account_of_tests(monkeypatch)
    with mock_aws():
        yield


@pytest.fixture(scope="session")
def dynamodb() -> "DynamoDBServiceResource":
    # Moto checks no signature and reads no user agent, and a call takes a tenth longer with them.
    plain = Config(signature_version=UNSIGNED, user_agent="tests")
    with shared_session() as session:
        return session.resource("dynamodb", config=plain)


@pytest.fixture
def make_table(aws: None, dynamodb: "DynamoDBServiceResource") -> "Callable[[str], Table]":
    """Make a table of the template, by its logical name."""

    def make(logical_name: str) -> "Table":
        return dynamodb.create_table(
            TableName=logical_name, BillingMode="PAY_PER_REQUEST", **_shape(logical_name)
        )

    return make


def _shape(logical_name: str) -> Any:
    properties = _resources()[logical_name]["Properties"]
    return {name: properties[name] for name in KEYS_AND_INDEXES if name in properties}


@cache
def _resources() -> dict[str, Any]:
    resources: dict[str, Any] = yaml.safe_load(STORAGE.read_text())["Resources"]
    return resources
