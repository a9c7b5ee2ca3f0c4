"""A film that was read, and its readers."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from cxr.study import Finding
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.reading import FINDING
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Read = Callable[..., str]


@pytest.fixture
def site(member: Visitor, cognito: FakeCognito, members_table: "Table") -> str:
    """The site of the signed-in member."""
    sub = cognito.users["member@example.org"].sub
    return str(members_table.get_item(Key={"sub": sub})["Item"]["site"])


@pytest.fixture
def read(member: Visitor, services: Services, site: str, clock: Clock) -> Read:
    """Have a film read one minute later, and return the id of its study."""

    def read(finding: Finding = FINDING, patient_ref: str | None = None) -> str:
        clock.advance(timedelta(minutes=1))
        body = {"content_type": "image/png", "size": 1, "patient_ref": patient_ref}
        study_id: str = member.call("POST", "/studies", json=body).json["study_id"]
        study = services.studies.claim(site, study_id, "etag", "upload", clock())
        services.studies.complete(study, finding, clock())
        clock.advance(timedelta(minutes=1))
        return study_id

    return read


@pytest.fixture
def colleague(app: Flask, cognito: FakeCognito, members_table: "Table", site: str) -> Visitor:
    """Another signed-in member of the same site."""
    user = cognito.add_user("colleague@example.org", PASSWORD)
    members_table.put_item(Item={"sub": user.sub, "site": site, "role": "clinician"})
    visitor = Visitor(app)
    visitor.log_in("colleague@example.org")
    return visitor
