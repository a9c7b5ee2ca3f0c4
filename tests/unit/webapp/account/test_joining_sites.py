"""Somebody with an account is invited to a further site, and joins it if they want to."""

from datetime import timedelta

import pytest

from cxr.audit_event import Act
from cxr.storage.audit.audit_trail import EventFilter
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.two_sites import ADMINISTRATOR, PERSON, TwoSites
from tests.unit.webapp.support.visitor import PageResponse, Visitor
from webapp.services import Services


def _invite(administrator: Visitor) -> PageResponse:
    return administrator.submit("/site/invite", "/site/", email=PERSON, role="reviewer")


def _site(services: Services, cognito: FakeCognito, email: str) -> str:
    found = services.members.site_of(cognito.users[email].sub)
    assert found
    return found


def test_an_invited_person_joins_and_keeps_the_first_site(two_sites: TwoSites, services: Services) -> None:
    found = services.members.of_account(two_sites.sub)
    assert [(it.site, it.role) for it in found] == [
        (two_sites.first, "site_admin"),
        (two_sites.second, "clinician"),
    ]
    assert PERSON in two_sites.administrator.get("/site/").text
    assert two_sites.acting_in() == two_sites.first


def test_an_invitation_alone_gives_no_access(
    member: Visitor, stranger: Visitor, cognito: FakeCognito, services: Services
) -> None:
    _invite(stranger)
    site = _site(services, cognito, ADMINISTRATOR)
    assert "invitation</span>" in member.get("/about").text
    member.submit("/sites/enter", "/sites/", site=site)
    assert "You do not belong to this site." in member.get("/sites/").text
    assert services.members.of_account(cognito.users[PERSON].sub)[0].sites == (
        _site(services, cognito, PERSON),
    )
    assert PERSON in stranger.get("/site/").text, "the administrator sees who is invited"


@pytest.mark.parametrize("how", ["declined", "withdrawn", "late"])
def test_an_invitation_that_is_closed_lets_no_one_in(
    member: Visitor, stranger: Visitor, cognito: FakeCognito, services: Services, clock: Clock, how: str
) -> None:
    _invite(stranger)
    assert PERSON in stranger.get("/site/").text
    site, sub = _site(services, cognito, ADMINISTRATOR), cognito.users[PERSON].sub
    if how == "declined":
        member.submit("/sites/decline", "/sites/", site=site)
    elif how == "withdrawn":
        stranger.submit("/site/withdraw", "/site/", sub=sub)
    else:
        clock.advance(timedelta(days=7))
        member.log_in(PERSON)
        stranger.log_in(ADMINISTRATOR)
    member.submit("/sites/accept", "/account/", site=site)
    assert "not open any more" in member.get("/sites/").text
    assert services.members.of_account(sub)[0].sites == (_site(services, cognito, PERSON),)
    assert PERSON not in stranger.get("/site/").text


def test_a_person_cannot_be_invited_twice(two_sites: TwoSites) -> None:
    assert "belongs to your site already" in two_sites.invite().text


def test_no_one_accepts_in_place_of_the_person_invited(
    member: Visitor, stranger: Visitor, cognito: FakeCognito, services: Services
) -> None:
    site = _site(services, cognito, PERSON)
    stranger.submit("/sites/accept", "/account/", site=site)
    assert services.members.of_account(cognito.users[ADMINISTRATOR].sub)[0].sites == (
        _site(services, cognito, ADMINISTRATOR),
    )
    assert member.get("/studies/").status_code == 200


def test_joining_is_an_event_of_the_site_that_is_joined(two_sites: TwoSites, services: Services) -> None:
    def joined(site: str) -> list[str | None]:
        events = services.audit.of_site(site, EventFilter(act=Act.MEMBERSHIP), None, 50).events
        return [event.account for event in events if event.detail == "joined"]

    assert joined(two_sites.second) == [two_sites.sub]
    assert joined(two_sites.first) == []


def test_a_site_that_requires_a_second_factor_is_joined_with_one(
    member: Visitor, stranger: Visitor, cognito: FakeCognito, services: Services
) -> None:
    _invite(stranger)
    site = _site(services, cognito, ADMINISTRATOR)
    services.site_settings.require_second_factor(site, True)
    answer = member.submit("/sites/accept", "/sites/", site=site)
    assert answer.location == "/account/second-factor/"
    assert len(services.members.of_account(cognito.users[PERSON].sub)) == 1
