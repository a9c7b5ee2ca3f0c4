"""Somebody of two sites: invited to the second one, changing between them in two tabs, removed from it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician


@pytest.fixture
def colleague(browser: Browser, stack: LocalStack) -> Iterator[Clinician]:
    """Somebody with an account and a site of their own."""
    context = browser.new_context(base_url=stack.outputs["url"])
    colleague = Clinician(context.new_page())
    colleague.sign_up()
    colleague.log_in()
    yield colleague
    context.close()


def _site_of(page: Page) -> str:
    return page.locator("body").get_attribute("data-site") or ""


def test_a_colleague_joins_a_second_site_changes_and_is_removed(
    clinician: Clinician, colleague: Clinician
) -> None:
    first, second = _site_of(colleague.page), _site_of(clinician.page)
    clinician.page.goto("/site/")
    clinician.page.get_by_label("E-mail address").fill(colleague.email)
    clinician.page.get_by_role("button", name="Invite").click()
    expect(clinician.page.get_by_role("status")).to_contain_text("has an account already")

    # One tab has a film that waits to be sent to the first site.
    waiting = colleague.page
    rows = colleague.choose(SAMPLES / "normal-1.jpg")
    expect(rows).to_have_count(1)
    page = waiting.context.new_page()
    page.goto("/about")
    page.get_by_role("link", name="invitation").click()
    expect(page.get_by_text(f"invited by {clinician.email}")).to_be_visible()
    page.get_by_role("button", name=f"Join {second}").click()
    page.get_by_role("button", name=f"Act in {second}").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    expect(page.locator("header").get_by_role("link", name=second)).to_be_visible()

    # The other tab keeps its film, out of sight, and brings it back to its site.
    expect(waiting.get_by_role("heading", name="You act in another site now")).to_be_visible()
    expect(waiting.locator("#uploads")).to_have_count(0)
    waiting.get_by_role("button", name=f"Go on in {first}").click()
    expect(rows).to_have_count(1)
    waiting.get_by_role("button", name="Upload 1 film").click()
    colleague.wait_for("complete")
    expect(page.get_by_role("heading", name="You act in another site now")).to_be_visible()
    clinician.page.goto("/studies/")
    expect(clinician.page.get_by_role("heading", name="Worklist")).to_be_visible()
    expect(clinician.studies()).to_have_count(0)

    page.get_by_role("button", name=f"Go on in {second}").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    expect(page.locator("#studies tbody tr")).to_have_count(0)

    clinician.page.goto("/site/")
    member = clinician.page.get_by_role("listitem").filter(has_text=colleague.email)
    member.get_by_text("Change").click()
    member.get_by_role("button", name="Remove").click()
    expect(clinician.page.get_by_text("The member is removed.")).to_be_visible()
    expect(page.get_by_role("heading", name="You act in another site now")).to_be_visible()
    page.get_by_role("button", name=f"Go on in {second}").click()
    expect(page.get_by_text("If this does not work")).to_be_visible()
    page.get_by_role("link", name="Leave the page").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    assert _site_of(page) == first
    expect(page.locator("#studies tbody tr")).to_have_count(1)


def test_log_in_asks_for_the_site(clinician: Clinician, colleague: Clinician) -> None:
    second = _site_of(clinician.page)
    clinician.page.goto("/site/")
    clinician.page.get_by_label("E-mail address").fill(colleague.email)
    clinician.page.get_by_role("button", name="Invite").click()
    expect(clinician.page.get_by_role("status")).to_contain_text("has an account already")
    page = colleague.page
    page.goto("/sites/")
    page.get_by_role("button", name=f"Join {second}").click()
    expect(page.get_by_text(f"You belong to the site {second} now.")).to_be_visible()
    colleague.log_out()
    page.get_by_label("E-mail address").fill(colleague.email)
    page.get_by_label("Password").fill(colleague.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Choose a site")).to_be_visible()
    page.get_by_role("button", name=f"Act in {second}").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    assert _site_of(page) == second
