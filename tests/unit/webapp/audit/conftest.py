"""The audit trail of a signed-in administrator's site."""

from collections.abc import Callable

import pytest
from flask import Flask

from cxr.audit_event import AuditEvent
from cxr.storage.audit.audit_trail import EventFilter
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.reading import FINDING
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

Trail = Callable[[], list[AuditEvent]]


@pytest.fixture
def member(app: Flask, cognito: FakeCognito) -> Visitor:
    """A member who has logged in by the page: that is an act, too."""
    cognito.add_user("member@example.org", PASSWORD)
    visitor = Visitor(app)
    assert visitor.log_in("member@example.org").status_code == 302
    return visitor


@pytest.fixture
def site(member: Visitor, cognito: FakeCognito, services: Services) -> str:
    found = services.members.site_of(cognito.users["member@example.org"].sub)
    assert found
    return found


@pytest.fixture
def trail(site: str, services: Services) -> Trail:
    """The events of the member's site, oldest first."""
    return lambda: list(reversed(services.audit.of_site(site, EventFilter(), None, 1000).events))


@pytest.fixture
def study_id(member: Visitor, services: Services, site: str, clock: Clock) -> str:
    """A film that was read."""
    body = {"content_type": "image/png", "size": 1, "patient_ref": "P-secret"}
    study_id: str = member.call("POST", "/studies", json=body).json["study_id"]
    study = services.studies.claim(site, study_id, "etag", "upload", clock())
    services.studies.complete(study, FINDING, clock())
    return study_id
