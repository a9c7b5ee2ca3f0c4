"""An invitation ends for a person of the identity provider when its temporary password ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cxr.storage.sites.site_invitations import LIFETIME
from tests.unit.webapp.auth.provider.conftest import EMAIL, JOIN, Browser, invite
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.hospital_log_in import HospitalLogIn
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.services import Services
from webapp.settings import Settings

ENDED = "Your invitation has ended."
End = Callable[[], None]


@pytest.fixture
def end(cognito: FakeCognito) -> End:
    """Let a week pass since the invitation was sent."""

    def end() -> None:
        cognito.users[EMAIL].changed_at -= LIFETIME + timedelta(minutes=1)

    return end


def test_an_invitation_of_last_week_is_refused_and_says_so(
    administrator: Visitor, browser: Browser, cognito: FakeCognito, end: End
) -> None:
    invite(administrator)
    assert "The invitation ends on" in administrator.get("/site/").text
    end()
    assert browser.log_in().location == "/log-in"
    assert ENDED in browser.visitor.get("/log-in").text
    assert not cognito.of_provider
    page = administrator.get("/site/").text
    assert "invitation ended</span>" in page
    assert "The invitation ends on" not in page


def test_an_invitation_that_is_sent_again_is_open_again(
    administrator: Visitor, browser: Browser, cognito: FakeCognito, end: End
) -> None:
    invite(administrator)
    end()
    administrator.submit("/site/invite-again", "/site/", sub=cognito.users[EMAIL].sub)
    assert browser.log_in().location == JOIN
    assert "invitation ended</span>" not in administrator.get("/site/").text


@pytest.mark.parametrize("path", [JOIN, "/log-in/provider/decline"])
def test_an_invitation_that_ends_meanwhile_is_over(
    administrator: Visitor, browser: Browser, cognito: FakeCognito, services: Services, path: str, end: End
) -> None:
    invite(administrator)
    browser.log_in()
    page = browser.visitor.get(JOIN).text
    end()
    assert browser.visitor.send(page, path).location == "/log-in"
    assert ENDED in browser.visitor.get("/log-in").text
    assert services.members.site_of(cognito.users[EMAIL].sub) == "site-a"


def test_an_account_of_an_operator_ends_as_well(browser: Browser, cognito: FakeCognito, end: End) -> None:
    cognito.add_user(EMAIL, PASSWORD).temporary = True
    end()
    assert browser.log_in().location == "/log-in"
    assert ENDED in browser.visitor.get("/log-in").text


def test_an_ended_invitation_keeps_no_one_out_of_an_open_stage(
    settings: Settings,
    administrator: Visitor,
    services: Services,
    hospital: HospitalLogIn,
    end: End,
) -> None:
    # Any stranger may invite there.
    invite(administrator)
    end()
    browser = Browser(Visitor(create_app(settings, replace(services, invitation_only=False))))
    assert browser.log_in().location == "/studies/"
    site = services.members.site_of(hospital.person.sub)
    assert site
    assert site != "site-a"
