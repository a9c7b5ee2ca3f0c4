"""An administrator and a colleague: invited, at work, without their phone, removed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.phone import Phone

CHOSEN = "drei blaue kittel"
REFERENCE = "P-0815"


@pytest.fixture
def colleague(clinician: Clinician, browser: Browser, stack: LocalStack) -> Iterator[Clinician]:
    """Somebody whom the clinician has invited, in a window of their own."""
    context = browser.new_context(base_url=stack.outputs["url"])
    colleague = Clinician(context.new_page())
    page = clinician.page
    page.get_by_title("Account of").click()
    page.get_by_role("link", name="Members of the site").click()
    page.get_by_label("E-mail address").fill(colleague.email)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("listitem").filter(has_text=colleague.email)).to_contain_text("invited")
    # In place of the password that the mail brings.
    stack.clients.cognito.admin_set_user_password(
        UserPoolId=stack.outputs["user_pool_id"],
        Username=colleague.email,
        Password=colleague.password,
        Permanent=False,
    )
    there = colleague.page
    there.goto("/log-in")
    there.get_by_label("E-mail address").fill(colleague.email)
    there.get_by_label("Password").fill(colleague.password)
    there.get_by_role("button", name="Log in").click()
    there.get_by_label("New password").fill(CHOSEN)
    there.get_by_label("Repeat password").fill(CHOSEN)
    there.get_by_role("button", name="Set the password").click()
    expect(there.get_by_role("heading", name="Worklist")).to_be_visible()
    colleague.password = CHOSEN
    yield colleague
    context.close()


def test_a_member_who_is_removed_loses_the_film_they_look_at(
    clinician: Clinician, colleague: Clinician
) -> None:
    page, there = clinician.page, colleague.page
    colleague.upload(SAMPLES / "normal-1.jpg", patient_ref=REFERENCE)
    colleague.wait_for("complete").get_by_role("link").click()
    expect(there.locator("#preview")).to_be_visible()
    page.reload()
    member = page.get_by_role("listitem").filter(has_text=colleague.email)
    expect(member).not_to_contain_text("invited")
    member.get_by_text("Change").click()
    member.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The member is removed.")).to_be_visible()
    expect(there.get_by_role("heading", name="Log in")).to_be_visible(timeout=60_000)
    expect(there.locator("img#preview")).to_have_count(0)
    expect(there.locator("body")).not_to_contain_text(REFERENCE)

    page.goto("/site/audit?act=membership")
    expect(page.get_by_role("row").filter(has_text="removed")).to_contain_text("changed a membership")


def test_an_administrator_lets_a_member_in_whose_phone_is_lost(
    clinician: Clinician, colleague: Clinician
) -> None:
    page, there = clinician.page, colleague.page
    Phone.set_up(there, colleague.password)
    page.reload()
    member = page.get_by_role("listitem").filter(has_text=colleague.email)
    member.get_by_text("Change").click()
    member.get_by_role("button", name="Phone lost").click()
    expect(page.get_by_text("The second factor is taken away.")).to_be_visible()
    expect(there.get_by_role("heading", name="Log in")).to_be_visible(timeout=60_000)
    colleague.log_in()
