"""A session warns before it ends, and takes nothing unsent with it."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.session_end import SessionEnd

OWN_REQUESTS = r"/api/v1/(worklist|session)$"
CHECK = "**/api/v1/session"
REFERENCE = "P-0815"


@pytest.fixture
def session_end(stack: LocalStack, clinician: Clinician) -> SessionEnd:
    # The first list counts as use: it must not come after the end has been moved.
    expect(clinician.page.get_by_text("No studies yet.")).to_be_visible()
    return SessionEnd(stack, clinician.page)


def _hold_next_check(page: Page) -> list[Route]:
    """Return a list that the page's next question about its session comes into, without an answer."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(CHECK, hold, times=1)
    return held


def _log_in_again(page: Page, clinician: Clinician) -> None:
    """Follow the link of a page that waits, in the tab that it opens."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Log in").click()
    tab = opened.value
    tab.get_by_label("E-mail address").fill(clinician.email)
    tab.get_by_label("Password").fill(clinician.password)
    tab.get_by_role("button", name="Log in").click()


def test_one_key_keeps_a_session_that_is_about_to_end(clinician: Clinician, session_end: SessionEnd) -> None:
    page = clinician.page
    other = page.context.new_page()
    other.goto("/about")
    session_end.move(118)
    for tab in (page, other):
        dialog = tab.get_by_role("alertdialog", name="Your session ends soon")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("timer")).to_have_text(re.compile(r"^1:[0-5]\d$"))
        expect(dialog.get_by_role("alert")).to_contain_text("Your session ends in")
        expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    for tab in (page, other):
        expect(tab.get_by_role("alertdialog")).to_be_hidden()
    assert session_end.seconds_left() > 10 * 60


def test_a_reader_who_uses_a_page_keeps_the_session(clinician: Clinician, session_end: SessionEnd) -> None:
    session_end.move(200)
    clinician.page.keyboard.press("Shift")
    session_end.move(200)
    clinician.page.wait_for_function("document.querySelector('#session-warning:not([open])')")
    _wait_until_extended(clinician.page, session_end)


def _wait_until_extended(page: Page, session_end: SessionEnd) -> None:
    deadline = time.monotonic() + 60
    while session_end.seconds_left() < 10 * 60:
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def test_a_key_that_is_pressed_during_a_check_keeps_the_session(
    clinician: Clinician, session_end: SessionEnd
) -> None:
    page = clinician.page
    held = _hold_next_check(page)
    with page.expect_request(CHECK):
        session_end.move(200)
    page.keyboard.press("Shift")
    with page.expect_response(CHECK):
        held.pop().continue_()
    session_end.move(200)
    _wait_until_extended(page, session_end)


def test_an_answer_that_comes_late_hides_no_warning(clinician: Clinician, session_end: SessionEnd) -> None:
    page = clinician.page
    early = page.request.get("/api/v1/session", headers={"X-Background": "1"}).json()
    assert early["ends_in_seconds"] > 600
    held = _hold_next_check(page)
    with page.expect_request(CHECK):
        session_end.move(118)
    session_end.move(118)
    dialog = page.get_by_role("alertdialog", name="Your session ends soon")
    expect(dialog).to_be_visible()
    with page.expect_response(CHECK):
        held.pop().fulfill(json=early)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(dialog).to_be_visible()


def test_a_session_that_no_one_keeps_leads_to_log_in_and_back(
    clinician: Clinician, session_end: SessionEnd
) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg", patient_ref=REFERENCE)
    clinician.wait_for("complete").get_by_role("link").click()
    expect(page.locator("#preview")).to_be_visible()
    result = page.url
    # Time enough to see the warning on a busy machine.
    session_end.move(15)
    expect(page.get_by_role("alertdialog").get_by_role("alert")).to_contain_text("seconds")
    expect(page.get_by_text("Your session ended after 15 minutes without use")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(REFERENCE)
    page.get_by_label("E-mail address").fill(clinician.email)
    page.get_by_label("Password").fill(clinician.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name=REFERENCE)).to_be_visible()
    assert page.url == result


def test_films_chosen_after_the_end_are_sent_after_the_next_log_in(
    clinician: Clinician, session_end: SessionEnd
) -> None:
    page = clinician.page
    # The page's own requests would find the missing session first.
    page.wait_for_load_state("networkidle")
    page.route(re.compile(OWN_REQUESTS), lambda route: route.abort())
    # From here on, none is under way.
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    session_end.delete()
    clinician.upload(*(SAMPLES / f"normal-{number}.jpg" for number in (1, 2, 3)), patient_ref=REFERENCE)
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_focused()
    expect(page.locator("body")).not_to_contain_text(REFERENCE)
    page.unroute(re.compile(OWN_REQUESTS))
    _log_in_again(page, clinician)
    clinician.wait_for("complete", 3)
    expect(page.get_by_text(REFERENCE)).not_to_have_count(0)


def test_films_chosen_before_the_end_can_be_sent_after_the_next_log_in(
    clinician: Clinician, session_end: SessionEnd
) -> None:
    page = clinician.page
    uploads = clinician.choose(*(SAMPLES / f"normal-{number}.jpg" for number in (1, 2, 3)))
    expect(uploads).to_have_count(3)
    session_end.delete()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    _log_in_again(page, clinician)
    expect(uploads).to_have_count(3)
    page.get_by_role("button", name="Upload 3 films").click()
    clinician.wait_for("complete", 3)


def test_text_that_was_typed_comes_back_to_its_account_alone(
    clinician: Clinician, session_end: SessionEnd
) -> None:
    page = clinician.page
    uploads = clinician.choose(SAMPLES / "normal-1.jpg")
    field = uploads.get_by_role("textbox")
    field.fill(REFERENCE)
    session_end.delete()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    _log_in_again(page, clinician)
    expect(field).to_have_value(REFERENCE)

    session_end.delete()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    colleague = Clinician(page.context.new_page())
    colleague.sign_up()
    colleague.log_in()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    expect(uploads).to_have_count(0)
