"""An administrator and a colleague: invited, at work, removed."""

from playwright.sync_api import Browser, expect

from infra.local.stack import LocalStack
from tests.browser.clinician import Clinician


def test_a_colleague_is_invited_and_is_out_at_once_when_removed(
    clinician: Clinician, browser: Browser, stack: LocalStack
) -> None:
    page = clinician.page
    context = browser.new_context(base_url=stack.outputs["url"])
    colleague = Clinician(context.new_page())
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
    there.get_by_label("New password").fill("Correct-horse-2")
    there.get_by_label("Repeat password").fill("Correct-horse-2")
    there.get_by_role("button", name="Set the password").click()
    expect(there.get_by_role("heading", name="Worklist")).to_be_visible()

    page.reload()
    member = page.get_by_role("listitem").filter(has_text=colleague.email)
    expect(member).not_to_contain_text("invited")
    member.get_by_text("Change").click()
    member.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The member is removed.")).to_be_visible()
    expect(there.get_by_role("heading", name="Log in")).to_be_visible()
    expect(there.locator("#studies")).to_have_count(0)
    context.close()

    page.goto("/site/audit?act=membership")
    expect(page.get_by_role("row").filter(has_text="removed")).to_contain_text("changed a membership")
