"""A log-in by the hospital's identity provider opens a session of our own, and nothing else does."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from cxr.audit_event import NO_ACCOUNT, Act, AuditEvent, Outcome
from tests.unit.webapp.auth.provider.conftest import LABEL, Browser, with_query
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.hospital_log_in import HospitalLogIn, Somebody
from tests.unit.webapp.support.visitor import PageResponse, Visitor
from webapp.app import create_app
from webapp.auth.provider.flow import LIFETIME
from webapp.auth.steps.totp import STEP_SECONDS, code_at, new_secret
from webapp.services import Services
from webapp.settings import Settings

Events = Callable[..., list[AuditEvent]]

TOO_LATE = "This log-in took too long. Begin again."
UNUSABLE = "The answer of your hospital's log-in cannot be used. Begin again."
UNCONFIRMED = "confirmed no e-mail address that counts here"
REFUSED = "did not let you in"
UNREACHABLE = "cannot be reached now"


def test_a_member_comes_in_without_a_password(browser: Browser, clinician: str, events: Events) -> None:
    assert browser.log_in().location == "/studies/"
    assert "clinician@hospital.example" in browser.visitor.get("/account/").text
    (event,) = events("site-a")[:1]
    assert (event.act, event.outcome, event.account) == (Act.LOG_IN, Outcome.SUCCESS, clinician)


def test_it_leads_to_the_page_that_somebody_wanted(browser: Browser, clinician: str) -> None:
    page = browser.visitor.get("/log-in?next=/agreement/").text
    assert f"Continue with {LABEL}" in unescape(page)
    assert 'href="/log-in/provider?next=/agreement/"' in page
    assert browser.log_in("/log-in/provider?next=/agreement/").location == "/agreement/"
    assert browser.log_in("/log-in/provider?next=https://elsewhere.example").location == "/studies/"


def test_a_refusal_does_not_forget_the_page_that_somebody_wanted(
    browser: Browser, hospital: HospitalLogIn
) -> None:
    hospital.refusal = "access_denied"
    assert browser.log_in("/log-in/provider?next=/agreement/").location == "/log-in?next=/agreement/"


def test_a_log_in_without_a_body_leaves_an_event_all_the_same(
    browser: Browser, clinician: str, events: Events
) -> None:
    browser.visitor.client.head(browser.answer(), base_url=browser.visitor.base)
    assert browser.visitor.get("/account/").status_code == 200
    assert events("site-a")[0].act is Act.LOG_IN


def test_the_session_has_a_token_that_no_one_knew_before(browser: Browser, clinician: str) -> None:
    answer = browser.answer()
    before = browser.visitor.session_cookie
    browser.visitor.get(answer)
    assert browser.visitor.session_cookie not in (None, before)


def test_each_log_in_asks_the_provider_who_it_is(
    browser: Browser, hospital: HospitalLogIn, clinician: str, services: Services
) -> None:
    browser.log_in()
    browser.visitor.submit("/log-out", "/account/")
    services.site_members.add("sub-of-a-colleague", "site-b", "clinician")
    hospital.person = Somebody("sub-of-a-colleague", "colleague@hospital.example")
    browser.log_in()
    assert "colleague@hospital.example" in browser.visitor.get("/account/").text


def ended(answer: PageResponse, browser: Browser) -> str:
    assert answer.location == "/log-in"
    assert browser.visitor.get("/studies/").status_code == 302
    return unescape(browser.visitor.get("/log-in").text)


def changed(**claims: object) -> Callable[[HospitalLogIn], None]:
    def change(hospital: HospitalLogIn) -> None:
        hospital.person.claims = claims

    return change


def signed_by_another(hospital: HospitalLogIn) -> None:
    hospital.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def without_an_address(hospital: HospitalLogIn) -> None:
    hospital.person.email = None


def at(address: str) -> Callable[[HospitalLogIn], None]:
    def change(hospital: HospitalLogIn) -> None:
        hospital.person.email = address

    return change


def refusing(hospital: HospitalLogIn) -> None:
    hospital.refusal = "access_denied"


def down(hospital: HospitalLogIn) -> None:
    hospital.is_down = True


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(refusing, REFUSED, id="refused"),
        pytest.param(down, UNREACHABLE, id="down"),
        pytest.param(signed_by_another, UNUSABLE, id="another key"),
        pytest.param(changed(aud="web-client"), UNUSABLE, id="another client"),
        pytest.param(changed(iss="https://elsewhere.example/pool"), UNUSABLE, id="another pool"),
        pytest.param(changed(nonce="another"), UNUSABLE, id="another log-in"),
        pytest.param(changed(token_use="access"), UNUSABLE, id="an access token"),
        pytest.param(changed(exp=1_700_000_000), UNUSABLE, id="expired"),
        pytest.param(changed(auth_time=1_700_000_000), UNUSABLE, id="Cognito's own session"),
        pytest.param(without_an_address, UNCONFIRMED, id="no address"),
        pytest.param(changed(email_verified=False), UNCONFIRMED, id="not verified"),
        pytest.param(changed(email_verified="false"), UNCONFIRMED, id="not verified, as text"),
        pytest.param(at("clinician@elsewhere.example"), UNCONFIRMED, id="another domain"),
        pytest.param(at("clinician@evil-hospital.example"), UNCONFIRMED, id="a domain that looks alike"),
        pytest.param(at("clinician@hospital.example@x.example"), UNCONFIRMED, id="two domains"),
    ],
)
def test_an_answer_that_proves_nothing_ends_at_the_log_in_page(
    change: Callable[[HospitalLogIn], None],
    sentence: str,
    browser: Browser,
    hospital: HospitalLogIn,
    clinician: str,
    events: Events,
    log: io.StringIO,
) -> None:
    change(hospital)
    assert sentence in ended(browser.log_in(), browser)
    (event,) = events()
    assert (event.act, event.outcome, event.account) == (Act.LOG_IN, Outcome.REFUSED, NO_ACCOUNT)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (warning,) = [line for line in lines if line["level"] == "WARNING"]
    assert warning["message"] == "no log-in by the identity provider"
    assert "hospital.example" not in log.getvalue()
    assert "@" not in json.dumps(warning)


def test_an_address_called_verified_in_words_counts(
    browser: Browser, hospital: HospitalLogIn, clinician: str
) -> None:
    hospital.person.claims = {"email_verified": "true"}
    assert browser.log_in().location == "/studies/"


def test_an_answer_counts_once(browser: Browser, clinician: str) -> None:
    answer = browser.answer()
    assert browser.visitor.get(answer).location == "/studies/"
    browser.visitor.submit("/log-out", "/account/")
    assert TOO_LATE in ended(browser.visitor.get(answer), browser)


def test_a_code_counts_once(browser: Browser, clinician: str) -> None:
    first = browser.answer()
    code = parse_qs(urlsplit(first).query)["code"][0]
    browser.visitor.get(first)
    browser.visitor.submit("/log-out", "/account/")
    # The state is right, so Cognito is asked.
    assert TOO_LATE in ended(browser.visitor.get(with_query(browser.answer(), code=code)), browser)


def test_a_code_of_another_browser_is_not_taken(browser: Browser, app: Flask, clinician: str) -> None:
    other = Browser(Visitor(app))
    code = parse_qs(urlsplit(other.answer()).query)["code"][0]
    assert TOO_LATE in ended(browser.visitor.get(with_query(browser.answer(), code=code)), browser)


def test_an_answer_of_another_browser_is_not_taken(browser: Browser, app: Flask, clinician: str) -> None:
    mine = browser.answer()
    theirs = Browser(Visitor(app)).answer()
    assert TOO_LATE in ended(browser.visitor.get(theirs), browser)
    # Anybody can send such an answer: it must not end a log-in that has begun.
    assert browser.visitor.get(mine).location == "/studies/"


@pytest.mark.parametrize("path", ["/log-in/provider/callback?state=a&code=b", "/log-in/provider/authorize"])
def test_no_one_enters_in_the_middle(path: str, browser: Browser) -> None:
    assert TOO_LATE in ended(browser.visitor.get(path), browser)


def test_a_log_in_that_takes_too_long_begins_again(browser: Browser, clock: Clock, clinician: str) -> None:
    answer = browser.answer()
    clock.advance(LIFETIME + timedelta(seconds=1))
    assert TOO_LATE in ended(browser.visitor.get(answer), browser)


def test_access_that_ends_meanwhile_stays_ended(
    browser: Browser, clock: Clock, clinician: str, services: Services
) -> None:
    answer = browser.answer()
    clock.advance(timedelta(seconds=1))
    services.members.end_access(clinician, clock())
    assert TOO_LATE in ended(browser.visitor.get(answer), browser)


def test_a_second_factor_that_the_stage_requires_is_asked_for(
    app: Flask, settings: Settings, services: Services, clinician: str, clock: Clock
) -> None:
    app = create_app(settings, replace(services, second_factor_required=True))
    browser = Browser(Visitor(app))
    assert browser.log_in().location == "/log-in/second-factor"
    assert browser.visitor.get("/studies/").status_code == 302
    assert "beside the log-in of your hospital" in browser.visitor.get("/log-in/second-factor").text

    secret, step = new_secret(), int(clock().timestamp()) // STEP_SECONDS
    services.second_factors.enrol(clinician, secret, step - 1, ["hash of a code"])
    assert browser.log_in().location == "/log-in/code"
    done = browser.visitor.submit("/log-in/code", code=code_at(secret, step))
    assert done.location == "/studies/"
    # Still somebody of the provider.
    assert browser.visitor.get("/account/password").status_code == 404


def test_without_a_provider_the_log_in_page_offers_none(
    settings: Settings, services: Services, clinician: str
) -> None:
    visitor = Visitor(create_app(settings, replace(services, identity_provider=None)))
    assert "Continue with" not in visitor.get("/log-in").text
    assert visitor.get("/log-in/provider").status_code == 404
