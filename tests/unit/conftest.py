"""AWS for unit tests: moto, with the tables as the shipped template makes them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml
from moto import mock_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

STORAGE = Path(__file__).parents[2] / "infra" / "storage.yml"
KEYS_AND_INDEXES = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS account of the test's own, empty."""
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def make_table(aws: None) -> "Callable[[str], Table]":
    """Make a table of the template, by its logical name."""

    def make(logical_name: str) -> "Table":
        properties: dict[str, Any] = yaml.safe_load(STORAGE.read_text())["Resources"][logical_name][
            "Properties"
        ]
        shape = {name: properties[name] for name in KEYS_AND_INDEXES if name in properties}
        return boto3.resource("dynamodb").create_table(
            TableName=logical_name, BillingMode="PAY_PER_REQUEST", **shape
        )

    return make
