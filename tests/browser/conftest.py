"""A real browser before the local stack."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from infra.local.stack import LocalStack
from tests.browser.chromium import LAUNCH
from tests.browser.clinician import Clinician
from tests.browser.seeded_films import SeededFilms


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=60_000)  # ms; the first pages of a busy machine take longer than the usual 5 s
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, stack: LocalStack) -> Iterator[Page]:
    """A fresh window. Each complaint of the browser, such as blocked content, fails the test."""
    context = browser.new_context(base_url=stack.outputs["url"], viewport={"width": 1200, "height": 850})
    context.set_default_timeout(60_000)  # ms, as above
    page = context.new_page()
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # The statuses of answers are the tests' own business.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def clinician(page: Page, stack: LocalStack) -> Clinician:
    """Somebody who has just signed up and logged in."""
    clinician = Clinician(page)
    clinician.begin(stack)
    return clinician


@pytest.fixture
def films(clinician: Clinician, stack: LocalStack) -> SeededFilms:
    """Films of the clinician's site."""
    return SeededFilms.of(clinician, stack)
