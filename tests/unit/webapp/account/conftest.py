"""A person who belongs to two sites."""

import pytest

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.two_sites import ADMINISTRATOR, PERSON, TwoSites
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services


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
