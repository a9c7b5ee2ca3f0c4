"""Letting a gateway in, or keeping it out, is in the audit trail of its site."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.audit_event import Act
from cxr.storage.audit.audit_trail import AuditTrail, EventFilter
from infra.operator_events import SETTINGS
from infra.site import __main__ as command
from infra.site.role import SiteRoleFailed
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

ADD = ["add", "ward-a", "--principal", "arn:aws:iam::111122223333:user/gateway", "--stage", "prod"]
REMOVE = ["remove", "ward-a", "--stage", "prod"]


class FakeRole:
    """Takes the place of CloudFormation, which makes the role."""

    refuses = False

    def __init__(self, *_: object) -> None:
        pass

    def add(self, *_: str) -> str:
        if self.refuses:
            raise SiteRoleFailed("AWS refused the role.")
        return "arn:aws:iam::111122223333:role/ward-a"

    def remove(self) -> None:
        pass


@pytest.fixture
def trail(make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> AuditTrail:
    table = make_table("AuditTable")
    outputs = {
        "AuditTableName": table.name,
        "Guards": "auditRetentionDays=7",
        "UploadsBucketName": "the-uploads",
        "ResultsBucketName": "the-results",
    }
    stage = Stage(boto3.Session(region_name="eu-central-1"), None, outputs)
    monkeypatch.setattr(command, "open_stage", lambda *_: stage)
    monkeypatch.setattr(command, "SiteRole", FakeRole)
    return AuditTrail(table, timedelta(days=7))


def test_a_gateway_that_comes_or_goes_is_an_event_of_the_site(trail: AuditTrail) -> None:
    assert (command.main(ADD), command.main(REMOVE)) == (0, 0)
    events = trail.of_site("ward-a", EventFilter(), None, 5).events
    assert {event.act for event in events} == {Act.SETTINGS}
    assert [event.detail for event in reversed(events)] == ["gateway-added", "gateway-removed"]
    assert {event.detail for event in events} <= set(SETTINGS)


def test_a_role_that_aws_refuses_leaves_no_event(trail: AuditTrail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeRole, "refuses", True)
    assert command.main(ADD) == 1
    assert trail.of_site("ward-a", EventFilter(), None, 5).events == ()
