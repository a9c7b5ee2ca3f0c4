"""A colleague at the site, and a person who belongs to two sites."""

import pytest
from flask import Flask

from tests.unit.webapp.support.fake_cognito import TEMPORARY_PASSWORD, FakeCognito
from tests.unit.webapp.support.site_page import COLLEAGUE, NEW_PASSWORD, act
from tests.unit.webapp.support.two_sites import ADMINISTRATOR, PERSON, TwoSites
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services


@pytest.fixture
def colleague(app: Flask, member: Visitor) -> Visitor:
    """Somebody whom the administrator has invited, after the first log-in."""
    act(member, "invite", email=COLLEAGUE, role="clinician")
    colleague = Visitor(app)
    assert colleague.log_in(COLLEAGUE, TEMPORARY_PASSWORD).location == "/log-in/new-password"
    colleague.submit("/log-in/new-password", password=NEW_PASSWORD, confirm=NEW_PASSWORD)
    return colleague


@pytest.fixture
def two_sites(member: Visitor, stranger: Visitor, cognito: FakeCognito, services: Services) -> TwoSites:
    """The member, whom the administrator of another site has invited, and who has joined."""
    subs = [cognito.users[email].sub for email in (PERSON, ADMINISTRATOR)]
    first, second = (services.members.site_of(sub) for sub in subs)
    assert first
    assert second
    found = TwoSites(member, stranger, first, second, *subs)
    found.invite()
    member.submit("/sites/accept", "/sites/", site=second)
    return found
