"""The studies table of the template, and the store over it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cxr.storage.studies.study_store import StudyStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@pytest.fixture
def table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("StudiesTable")


@pytest.fixture
def store(table: "Table") -> StudyStore:
    return StudyStore(table)
