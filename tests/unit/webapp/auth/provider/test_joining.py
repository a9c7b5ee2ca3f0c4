"""Who comes in by the identity provider: members, and whoever a site has invited by the same address."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from cxr.audit_event import Act, AuditEvent, Outcome
from tests.unit.webapp.auth.provider.conftest import EMAIL, JOIN, Browser, invite
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import TEMPORARY_PASSWORD, FakeCognito
from tests.unit.webapp.support.hospital_log_in import HospitalLogIn
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services


def agree(browser: Browser) -> str | None:
    browser.visitor.submit(JOIN)
    return browser.visitor.get("/log-in/provider/joined").location


def test_an_invited_person_reads_what_joining_means_and_joins(
    administrator: Visitor,
    browser: Browser,
    hospital: HospitalLogIn,
    cognito: FakeCognito,
    services: Services,
    events: Callable[..., list[AuditEvent]],
) -> None:
    invite(administrator)
    assert browser.log_in().location == JOIN
    assert browser.visitor.get("/studies/").status_code == 302
    page = browser.visitor.get(JOIN).text
    assert "invited to the site site-a" in page
    assert EMAIL in page
    assert agree(browser) == "/studies/"

    member = services.members.find(hospital.person.sub, services.clock(), "site-a")
    assert member
    # As for every new reviewer.
    assert (member.role, member.film_first) == ("reviewer", True)
    assert EMAIL not in cognito.users
    done = {(event.act, event.outcome) for event in events("site-a") if event.account == hospital.person.sub}
    assert done == {(Act.MEMBERSHIP, Outcome.SUCCESS), (Act.LOG_IN, Outcome.SUCCESS)}
    assert EMAIL in administrator.get("/site/").text


def test_the_temporary_password_is_worth_nothing_then(
    administrator: Visitor, browser: Browser, app: Flask
) -> None:
    invite(administrator)
    browser.log_in()
    agree(browser)
    other = Visitor(app)
    assert other.log_in(EMAIL, TEMPORARY_PASSWORD).status_code == 200
    assert other.get("/studies/").status_code == 302


def test_whoever_declines_leaves_nothing(
    administrator: Visitor, browser: Browser, cognito: FakeCognito, services: Services
) -> None:
    invite(administrator)
    browser.log_in()
    assert browser.visitor.submit("/log-in/provider/decline", JOIN).location == "/log-in"
    assert EMAIL not in cognito.users
    assert not cognito.of_provider
    assert [member.role for member in services.site_members.of_site("site-a")] == ["site_admin"]


def test_no_step_of_the_log_in_comes_before_joining(administrator: Visitor, browser: Browser) -> None:
    invite(administrator)
    browser.log_in()
    for path in ("/log-in/provider/joined", "/log-in/second-factor", "/log-in/code"):
        browser.log_in()
        assert browser.visitor.get(path).location == "/log-in", path
        assert browser.visitor.get("/studies/").status_code == 302


def test_a_person_without_an_invitation_is_refused_and_forgotten(
    browser: Browser, cognito: FakeCognito
) -> None:
    assert browser.log_in().location == "/log-in"
    assert "No site has invited you yet" in browser.visitor.get("/log-in").text
    assert not cognito.of_provider


def test_an_account_with_a_password_is_never_taken_over(
    browser: Browser, cognito: FakeCognito, services: Services, hospital: HospitalLogIn
) -> None:
    owner = cognito.add_user(EMAIL, PASSWORD)
    services.site_members.add(owner.sub, "site-a", "clinician")
    assert browser.log_in().location == "/log-in"
    assert "has an account with a password" in browser.visitor.get("/log-in").text
    assert services.members.site_of(owner.sub) == "site-a"
    assert services.members.site_of(hospital.person.sub) is None


def test_an_invitation_that_is_used_meanwhile_is_not_taken_up(
    administrator: Visitor, browser: Browser, app: Flask, cognito: FakeCognito, services: Services
) -> None:
    invite(administrator)
    browser.log_in()
    other = Visitor(app)
    other.log_in(EMAIL, TEMPORARY_PASSWORD)
    other.submit("/log-in/new-password", password=PASSWORD, confirm=PASSWORD)
    assert agree(browser) == "/log-in"
    assert services.members.site_of(cognito.users[EMAIL].sub) == "site-a"


def test_no_one_declines_for_an_account_that_is_used(
    administrator: Visitor, browser: Browser, app: Flask, cognito: FakeCognito, services: Services
) -> None:
    invite(administrator)
    browser.log_in()
    page = browser.visitor.get(JOIN).text
    owner = Visitor(app)
    owner.log_in(EMAIL, TEMPORARY_PASSWORD)
    owner.submit("/log-in/new-password", password=PASSWORD, confirm=PASSWORD)
    assert browser.visitor.send(page, "/log-in/provider/decline").location == "/log-in"
    assert services.members.site_of(cognito.users[EMAIL].sub) == "site-a"
    assert owner.get("/studies/").status_code == 200


def test_an_invitation_that_is_taken_back_cannot_be_taken_up(
    administrator: Visitor,
    browser: Browser,
    cognito: FakeCognito,
    services: Services,
    hospital: HospitalLogIn,
) -> None:
    invite(administrator)
    browser.log_in()
    administrator.submit("/site/remove", "/site/", sub=cognito.users[EMAIL].sub)
    assert agree(browser) == "/log-in"
    assert services.members.site_of(hospital.person.sub) is None
    # Nor at the next log-in. There is no password that somebody could log in with.
    assert browser.log_in().location == "/log-in"
    assert "No site has invited you yet" in browser.visitor.get("/log-in").text


def test_an_account_that_an_operator_made_brings_a_site_of_its_own(
    browser: Browser, cognito: FakeCognito, services: Services, hospital: HospitalLogIn
) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    assert browser.log_in().location == "/studies/"
    (member,) = services.members.of_account(hospital.person.sub)
    assert member.role == "site_admin"
    assert EMAIL not in cognito.users


def test_an_account_that_an_operator_made_hands_its_invitations_on(
    administrator: Visitor,
    browser: Browser,
    cognito: FakeCognito,
    services: Services,
    hospital: HospitalLogIn,
) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    invite(administrator)
    assert browser.log_in().location == "/sites/"
    assert "Join site-a" in browser.visitor.get("/sites/").text
    (invited,) = services.site_invitations.of_site("site-a", services.clock())
    assert invited.sub == hospital.person.sub


def test_a_member_who_was_removed_comes_back_by_an_invitation(
    administrator: Visitor,
    browser: Browser,
    hospital: HospitalLogIn,
    services: Services,
    cognito: FakeCognito,
    clock: Clock,
) -> None:
    sub = hospital.person.sub
    services.site_members.add(sub, "site-a", "clinician")
    assert browser.log_in().location == "/studies/"
    clock.advance(timedelta(seconds=1))
    administrator.submit("/site/remove", "/site/", sub=sub)
    clock.advance(timedelta(seconds=1))
    assert browser.visitor.get("/studies/").status_code == 302
    assert browser.log_in().location == "/log-in"
    # The audit trail goes on to name them.
    assert sub in cognito.of_provider

    invite(administrator)
    assert browser.log_in().location == JOIN
    assert agree(browser) == "/studies/"
    assert services.members.site_of(sub) == "site-a"


def test_a_member_by_the_provider_is_invited_inside_the_pages(
    administrator: Visitor,
    browser: Browser,
    hospital: HospitalLogIn,
    services: Services,
    cognito: FakeCognito,
) -> None:
    services.site_members.add(hospital.person.sub, "site-b", "clinician")
    browser.log_in()
    invite(administrator)
    assert EMAIL not in cognito.sent
    (invitation,) = services.site_invitations.of_account(hospital.person.sub, services.clock())
    assert (invitation.site, invitation.role) == ("site-a", "reviewer")
    assert EMAIL in administrator.get("/site/").text
