"""What an operator does to a site is in the audit trail of the site."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3

from cxr.audit_event import Act
from cxr.storage.audit.audit_trail import AuditTrail, EventFilter
from infra.members import ACTIONS
from infra.operator_events import DETAILS, record
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


def test_pages_have_words_for_each_action_of_an_operator() -> None:
    changes = ACTIONS.keys() - {"sites"}  # which shows something, and changes nothing
    assert changes | {"program-added", "program-removed"} == set(DETAILS)


def test_a_change_by_an_operator_is_an_event_of_the_site(make_table: "Callable[[str], Table]") -> None:
    outputs = {"AuditTableName": make_table("AuditTable").name, "Guards": "a=b auditRetentionDays=7 c=d"}
    stage = Stage(boto3.Session(region_name="eu-central-1"), None, outputs)
    record(stage, "site-a", "program-added", "client-1")
    table = boto3.resource("dynamodb").Table(outputs["AuditTableName"])
    (event,) = AuditTrail(table, timedelta(days=7)).of_site("site-a", EventFilter(), None, 5).events
    assert (event.act, event.detail, event.about) == (Act.MEMBERSHIP, "program-added", "client-1")
    assert event.account
    assert event.account.startswith("operator:")
    (item,) = table.scan()["Items"]
    assert item["expires_at"] == int((event.at + timedelta(days=7)).timestamp())
