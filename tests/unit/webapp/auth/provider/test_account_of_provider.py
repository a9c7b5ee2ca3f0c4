"""The account page of somebody who has no password here."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.webapp.auth.provider.conftest import LABEL, Browser
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import Visitor
from webapp.account.confirmation import RECENT
from webapp.auth.steps.totp import STEP_SECONDS, code_at
from webapp.services import Services

LOG_IN_AGAIN = "Show once more that it is you"


@pytest.fixture
def person(browser: Browser, clinician: str) -> Visitor:
    """A member whom the provider has signed in."""
    browser.log_in()
    return browser.visitor


def test_no_page_offers_a_password(person: Visitor) -> None:
    page = person.get("/account/").text
    assert "Change password" not in page
    assert "your password" not in page
    assert "who run the log-in of your hospital" in page
    assert person.get("/account/password").status_code == 404


@pytest.mark.parametrize("path", ["/account/second-factor/", "/account/leave"])
def test_a_grave_change_wants_a_recent_log_in(
    path: str, person: Visitor, browser: Browser, clock: Clock
) -> None:
    assert "Current password" not in person.get(path).text
    clock.advance(RECENT + timedelta(seconds=1))
    page = person.get(path).text
    assert LOG_IN_AGAIN in page
    assert f'href="/log-in/provider?next={path}"' in page


def test_a_form_that_comes_too_late_changes_nothing(
    person: Visitor, clock: Clock, clinician: str, services: Services
) -> None:
    person.get("/account/leave")
    clock.advance(RECENT + timedelta(seconds=1))
    assert LOG_IN_AGAIN in person.submit("/account/leave", "/account/").text
    assert services.members.site_of(clinician) == "site-a"


def test_ending_the_other_sessions_is_no_log_in(person: Visitor, clock: Clock) -> None:
    clock.advance(RECENT + timedelta(seconds=1))
    person.submit("/account/sessions/end-others", "/account/")
    assert "Every other session has ended." in person.get("/account/").text
    assert LOG_IN_AGAIN in person.get("/account/leave").text


def test_whoever_leaves_is_forgotten(
    person: Visitor, clinician: str, cognito: FakeCognito, services: Services
) -> None:
    services.site_members.add("sub-of-the-administrator", "site-a", "site_admin")
    assert person.submit("/account/leave").location == "/log-in"
    assert services.members.site_of(clinician) is None
    assert not cognito.of_provider


def test_a_second_factor_is_set_up_without_a_password(
    person: Visitor, clinician: str, services: Services, clock: Clock
) -> None:
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", person.get("/account/second-factor/").text))
    code = code_at(secret, int(clock().timestamp()) // STEP_SECONDS)
    assert 'class="codes' in person.submit("/account/second-factor/", code=code).text
    assert services.second_factors.is_enrolled(clinician)
    # The new session is still one of the provider.
    assert "Change password" not in person.get("/account/").text


def test_a_log_out_says_that_the_provider_may_go_on(person: Visitor) -> None:
    left = person.submit("/log-out", "/account/")
    assert left.location == "/log-in?ended=provider"
    assert (
        f"Your log-in at {LABEL.replace(chr(39), '&#39;')} may go on" in person.get(str(left.location)).text
    )


def test_a_log_out_everywhere_ends_the_sessions_of_other_browsers(
    person: Visitor, browser: Browser, clinician: str, clock: Clock
) -> None:
    other = replace(browser, visitor=Visitor(person.client.application))
    other.log_in()
    clock.advance(timedelta(seconds=1))
    person.submit("/log-out/everywhere", "/account/")
    assert other.visitor.get("/studies/").status_code == 302


def test_the_file_of_ones_own_data_names_the_address(person: Visitor) -> None:
    assert person.get("/account/export").json["account"]["email"] == "clinician@hospital.example"
