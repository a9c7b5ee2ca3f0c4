"""Verdicts on the running stack: no one changes one, and a film may come before the opinion on it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.program import Program
from tests.integration.test_json_api import send

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

ENTRY = {"site": "st-marys", "entry": "01JDB3X4Y5Z6A7B8C9D0E1F2G3#01JDB3X4Y5Z6A7B8C9D0E1F2G4"}


@pytest.fixture
def as_web(stack: LocalStack, table_of_web: Callable[[str], "Table"]) -> "Table":
    """The verdicts table with the rights of the web function."""
    return table_of_web(stack.outputs["verdicts_table"])


CHANGES: dict[str, Callable[["Table"], Any]] = {
    "update": lambda table: table.update_item(Key=ENTRY, UpdateExpression="REMOVE said"),
    "delete": lambda table: table.delete_item(Key=ENTRY),
    "batch": lambda table: table.meta.client.batch_write_item(
        RequestItems={table.name: [{"DeleteRequest": {"Key": ENTRY}}]}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_pages_can_neither_change_nor_delete_a_verdict(
    as_web: "Table", change: Callable[["Table"], Any]
) -> None:
    as_web.put_item(Item={**ENTRY, "said": "agree"})
    with pytest.raises(ClientError, match="AccessDenied"):
        change(as_web)
    (kept,) = as_web.query(KeyConditionExpression=Key("site").eq(ENTRY["site"]))["Items"]
    assert kept == {**ENTRY, "said": "agree"}


def test_a_program_judges_a_film_before_it_sees_the_opinion(stack: LocalStack) -> None:
    program = Program(stack)
    film = (SAMPLES / "pneumonia-3.jpg").read_bytes()
    assert program.call("PUT", "/reading", {"film_first": True}).status_code == 204
    opened = program.open_study(len(film))
    assert send(opened["upload"], film).ok
    study = program.wait_for_the_end(opened["study_id"])
    path = f"/studies/{study['study_id']}"
    assert (study["opinion_hidden"], study["label"], list(study["links"])) == (True, None, ["preview"])
    given = program.call("POST", f"{path}/verdicts", {"finding": "pneumonia", "note": "Right base"})
    assert (given.status_code, given.json()["before_opinion"]) == (201, True)
    study = program.call("GET", path).json()
    assert (study["opinion_hidden"], study["label"]) == (False, "positive")
    assert study["verdict"] == given.json()
    assert program.call("GET", f"{path}/verdicts").json() == {"verdicts": [given.json()]}
    assert program.call("DELETE", path).status_code == 204
