"""Nothing of a patient stays on the screen, or in the browser's files, when a session has ended."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from infra.local.stack import LocalStack
from tests.browser.chromium import LAUNCH
from tests.browser.clinician import SAMPLES, Clinician

REFERENCE = "P-0815"


@pytest.fixture
def result(clinician: Clinician) -> Page:
    """The page of a finding, with its film."""
    clinician.upload(SAMPLES / "normal-1.jpg", patient_ref=REFERENCE)
    clinician.wait_for("complete").get_by_role("link").click()
    expect(clinician.page.get_by_role("heading", name=REFERENCE)).to_be_visible()
    expect(clinician.page.locator("#preview")).to_be_visible()
    return clinician.page


def _expect_cleared(page: Page) -> None:
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.locator("img#preview")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(REFERENCE)
    assert REFERENCE not in page.title()


def test_a_log_out_in_one_tab_clears_the_others(result: Page) -> None:
    other = result.context.new_page()
    other.goto("/about")
    other.get_by_role("button", name="Log out", exact=True).click()
    expect(other.get_by_role("heading", name="Log in")).to_be_visible()
    _expect_cleared(result)
    assert re.search(r"/log-in\?next=%2Fstudies%2F[0-9A-Z]{26}$", result.url)


@pytest.mark.parametrize("act", ["log out everywhere", "change the password"])
def test_a_session_that_was_ended_elsewhere_clears_its_result_page(
    result: Page, clinician: Clinician, browser: Browser, stack: LocalStack, act: str
) -> None:
    result.clock.install()
    result.reload()
    expect(result.get_by_role("heading", name=REFERENCE)).to_be_visible()
    elsewhere = browser.new_context(base_url=stack.outputs["url"]).new_page()
    there = Clinician(elsewhere)
    there.email, there.password = clinician.email, clinician.password
    there.log_in()
    if act == "log out everywhere":
        elsewhere.get_by_role("button", name="Log out everywhere").click()
        expect(elsewhere.get_by_role("heading", name="Log in")).to_be_visible()
    else:
        elsewhere.goto("/account/password")
        elsewhere.get_by_label("Current password").fill(clinician.password)
        elsewhere.get_by_label("New password").fill("drei blaue kittel")
        elsewhere.get_by_label("Repeat password").fill("drei blaue kittel")
        elsewhere.get_by_role("button", name="Change password").click()
        expect(elsewhere.get_by_text("Your password is changed.")).to_be_visible()
    elsewhere.context.close()
    result.clock.fast_forward(31_000)
    _expect_cleared(result)


@pytest.fixture
def profile(browser: Browser, stack: LocalStack, tmp_path: Path) -> Iterator[tuple[Page, Path]]:
    """A browser that keeps its files in a folder, as a workstation's does."""
    folder = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(folder, base_url=stack.outputs["url"], **LAUNCH)
    yield context.pages[0], folder
    context.close()


def test_no_file_of_the_browser_contains_a_film_after_log_out(profile: tuple[Page, Path]) -> None:
    page, folder = profile
    clinician = Clinician(page)
    clinician.sign_up()
    clinician.log_in()
    clinician.upload(SAMPLES / "normal-1.jpg", patient_ref=REFERENCE)
    clinician.wait_for("complete").get_by_role("link").click()
    expect(page.locator("#preview")).to_be_visible()
    preview = requests.get(page.locator("#preview").get_attribute("src") or "", timeout=30).content
    clinician.log_out()
    page.context.close()
    # From the middle: every JPEG of the same settings begins alike.
    part = preview[len(preview) // 2 :][:256]
    kept = [path for path in folder.rglob("*") if path.is_file() and part in path.read_bytes()]
    assert kept == []
