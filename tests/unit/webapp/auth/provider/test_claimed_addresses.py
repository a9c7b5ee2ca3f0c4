"""No one gets another person's invitation or account by an address that they only claim."""

from dataclasses import replace

import pytest

from tests.unit.webapp.auth.provider.conftest import EMAIL, Browser, invite
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.hospital_log_in import HospitalLogIn
from tests.unit.webapp.support.visitor import Visitor
from webapp.app import create_app
from webapp.services import Services
from webapp.settings import Settings

VICTIM = "victim@hospital.example"


@pytest.fixture
def member_of_another_site(
    browser: Browser, hospital: HospitalLogIn, services: Services, cognito: FakeCognito
) -> str:
    """Somebody of the provider, whose account there bears another person's address by now."""
    sub = hospital.person.sub
    services.site_members.add(sub, "site-b", "clinician")
    assert browser.log_in().location == "/studies/"
    hospital.person.email, hospital.person.claims = VICTIM, {"email_verified": "false"}
    assert browser.log_in().location == "/log-in"
    # Cognito has taken the address over before it asked us.
    cognito.of_provider[sub][1].email_verified = False
    assert cognito.of_provider[sub][0] == VICTIM
    return sub


def test_an_unverified_address_brings_no_one_elses_invitation(
    administrator: Visitor, member_of_another_site: str, services: Services, cognito: FakeCognito
) -> None:
    invite(administrator, VICTIM)
    assert not services.site_invitations.of_account(member_of_another_site, services.clock())
    assert services.members.site_of(cognito.users[VICTIM].sub) == "site-a"
    assert cognito.sent == [VICTIM]


def test_no_one_appears_under_an_address_that_they_only_claim(
    administrator: Visitor, clinician: str, cognito: FakeCognito
) -> None:
    cognito.add_provider_user(VICTIM, clinician)
    assert VICTIM in administrator.get("/site/").text
    cognito.of_provider[clinician][1].email_verified = False
    page = administrator.get("/site/").text
    assert VICTIM not in page
    assert f"Hospital_{clinician}" in page


def test_nothing_is_kept_of_a_stranger_whose_address_does_not_count(
    browser: Browser, hospital: HospitalLogIn, cognito: FakeCognito
) -> None:
    hospital.person.email = "stranger@elsewhere.example"
    assert browser.log_in().location == "/log-in"
    assert not cognito.of_provider


def test_an_address_of_another_domain_brings_no_invitation(
    administrator: Visitor, browser: Browser, hospital: HospitalLogIn, services: Services
) -> None:
    services.site_members.add(hospital.person.sub, "site-b", "clinician")
    hospital.person.email = "chief@elsewhere.example"
    assert browser.log_in().location == "/log-in"
    invite(administrator, "chief@elsewhere.example")
    assert not services.site_invitations.of_account(hospital.person.sub, services.clock())


def test_the_member_is_invited_and_not_a_namesake(
    administrator: Visitor, hospital: HospitalLogIn, services: Services, cognito: FakeCognito
) -> None:
    cognito.add_provider_user(EMAIL, "sub-of-an-account-without-a-site")
    cognito.add_provider_user(EMAIL, hospital.person.sub)
    services.site_members.add(hospital.person.sub, "site-b", "clinician")
    invite(administrator)
    (invitation,) = services.site_invitations.of_account(hospital.person.sub, services.clock())
    assert invitation.site == "site-a"
    assert EMAIL not in cognito.users


def test_a_sign_up_that_no_one_confirmed_keeps_no_one_out(
    settings: Settings, services: Services, cognito: FakeCognito, hospital: HospitalLogIn
) -> None:
    browser = Browser(Visitor(create_app(settings, replace(services, invitation_only=False))))
    Visitor(browser.visitor.client.application).sign_up(EMAIL)
    assert not cognito.users[EMAIL].confirmed
    assert browser.log_in().location == "/studies/"
    assert services.members.site_of(hospital.person.sub)


def test_a_busy_cognito_is_said_in_a_sentence(
    administrator: Visitor, browser: Browser, cognito: FakeCognito
) -> None:
    answer = browser.answer()
    cognito.refuse("AdminGetUser", "TooManyRequestsException")
    assert browser.visitor.get(answer).location == "/log-in"
    assert "very busy" in browser.visitor.get("/log-in").text
    cognito.refuse("ListUsers", "TooManyRequestsException")
    page = administrator.submit("/site/invite", "/site/", email=EMAIL, role="reviewer").text
    assert "very busy" in page
