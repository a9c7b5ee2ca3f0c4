"""On the running stack: no one changes the audit trail, and a program has its scopes and its site."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from cxr.audit_event import Act
from cxr.storage.audit.audit_trail import AuditTrail, EventFilter
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from infra.programs import Programs
from tests.integration.program import SECONDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

EVENT = {"site": "st-marys", "entry": "01JDB3X4Y5Z6A7B8C9D0E1F2G4"}


@pytest.fixture
def as_web(stack: LocalStack, table_of_web: Callable[[str], "Table"]) -> "Table":
    """The audit table with the rights of the web function."""
    return table_of_web(stack.outputs["audit_table"])


CHANGES: dict[str, Callable[["Table"], Any]] = {
    "update": lambda table: table.update_item(Key=EVENT, UpdateExpression="REMOVE act"),
    "delete": lambda table: table.delete_item(Key=EVENT),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_pages_can_neither_change_nor_delete_an_event(
    as_web: "Table", change: Callable[["Table"], Any]
) -> None:
    as_web.put_item(Item={**EVENT, "act": "open"})
    with pytest.raises(ClientError, match="AccessDenied"):
        change(as_web)
    (kept,) = as_web.query(KeyConditionExpression=Key("site").eq(EVENT["site"]))["Items"]
    assert kept == {**EVENT, "act": "open"}


class Credentials:
    """A program with credentials of its own."""

    def __init__(self, stack: LocalStack, site: str, scopes: list[str]) -> None:
        members = stack.clients.dynamodb.Table(stack.outputs["members_table"])
        self.programs = Programs(stack.clients.cognito, stack.outputs["user_pool_id"], members)
        self.client, secret = self.programs.add("PACS", site, scopes)
        answer = requests.post(
            f"{stack.settings.aws_endpoint}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(self.client, secret),
            timeout=SECONDS,
        )
        self._headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        self._url = f"{stack.outputs['url']}/api/v1"

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        return requests.request(method, self._url + path, json=body, headers=self._headers, timeout=SECONDS)


def test_a_program_sends_the_film_of_its_digest_and_leaves_events(stack: LocalStack) -> None:
    site = f"site-{secrets.token_hex(5)}"
    program = Credentials(stack, site, ["read", "write"])
    film = (SAMPLES / "normal-1.jpg").read_bytes()
    body = {"content_type": "image/jpeg", "size": len(film), "sha256": hashlib.sha256(film).hexdigest()}
    created = program.call("POST", "/studies", body)
    assert created.status_code == 201, created.text
    upload = created.json()["upload"]
    # S3 refuses another file by this field. The local stack signs the field, and does not compare it.
    assert "x-amz-checksum-sha256" in upload["fields"]
    sent = requests.post(upload["url"], upload["fields"], files={"file": film}, timeout=SECONDS)
    assert sent.ok, sent.text
    trail = AuditTrail(stack.clients.dynamodb.Table(stack.outputs["audit_table"]), timedelta(days=2190))
    (event,) = trail.of_site(site, EventFilter(), None, 10).events
    assert (event.act, event.account) == (Act.UPLOAD, program.client)
    assert event.study_id == created.json()["study_id"]
    assert program.programs.remove(program.client, datetime.now(UTC))
    assert program.call("GET", "/studies").status_code == 401


def test_a_program_that_may_read_changes_nothing(stack: LocalStack) -> None:
    program = Credentials(stack, f"site-{secrets.token_hex(5)}", ["read"])
    assert program.call("GET", "/studies").json()["studies"] == []
    refused = program.call("POST", "/studies", {"content_type": "image/jpeg", "size": 1})
    assert refused.status_code == 403
    assert "pneumoscope/studies:write" in refused.json()["detail"]
