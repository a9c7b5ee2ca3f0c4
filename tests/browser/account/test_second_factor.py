"""A phone beside the password, from the set-up to the day it is lost."""

from playwright.sync_api import Locator, Page, expect

from cxr.storage.sites.members import MemberStore
from infra import members
from infra.local.stack import LocalStack
from tests.browser.clinician import Clinician
from tests.browser.phone import Phone


def _enter(page: Page, clinician: Clinician) -> Locator:
    """Give the password; the field for the code comes then."""
    page.goto("/log-in")
    page.get_by_label("E-mail address").fill(clinician.email)
    page.get_by_label("Password").fill(clinician.password)
    page.get_by_role("button", name="Log in").click()
    return page.get_by_label("Code from your authenticator app")


def test_a_phone_opens_the_account_and_its_codes_replace_it(clinician: Clinician, stack: LocalStack) -> None:
    page = clinician.page
    phone = Phone.set_up(page, clinician.password)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
    clinician.log_out()

    field = _enter(page, clinician)
    expect(field).to_be_focused()
    field.fill("000000")
    field.press("Enter")
    expect(page.locator("#code-error")).to_contain_text("This code is wrong.")
    field.fill(phone.code())
    field.press("Enter")
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    clinician.log_out()

    _enter(page, clinician)
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()

    table = stack.clients.dynamodb.Table(stack.outputs["members_table"])
    pool = stack.outputs["user_pool_id"]
    store = MemberStore(table)
    members.end_access(stack.clients.cognito, store, pool, clinician.email, "reset-second-factor")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible(timeout=60_000)
    # Access ends up to a second late: an operator's clock may be off.
    page.wait_for_timeout(1000)
    clinician.log_in()


def test_a_person_with_a_temporary_password_chooses_their_own(page: Page, stack: LocalStack) -> None:
    clinician = Clinician(page)
    stack.clients.cognito.admin_create_user(
        UserPoolId=stack.outputs["user_pool_id"],
        Username=clinician.email,
        UserAttributes=[
            {"Name": "email", "Value": clinician.email},
            {"Name": "email_verified", "Value": "true"},
        ],
        TemporaryPassword=clinician.password,
        MessageAction="SUPPRESS",
    )
    _enter(page, clinician)
    field = page.get_by_label("New password")
    field.fill("qwertyuiop12 ")
    rules = page.locator(".rules li")
    expect(rules.filter(has_text="12 characters or more")).to_have_class("met")
    expect(rules.filter(has_text="no space at either end")).not_to_have_class("met")
    expect(rules.filter(has_text="many people use")).to_be_visible()
    for refused, reason in (
        ("qwertyuiop12", "Many people use this password"),
        (f"{clinician.email}-26", "This password is too easy to guess"),
    ):
        field.fill(refused)
        page.get_by_label("Repeat password").fill(refused)
        page.get_by_role("button", name="Set the password").click()
        expect(page.locator("#password-error")).to_contain_text(reason)
    clinician.password = "drei blaue kittel"
    field.fill(clinician.password)
    page.get_by_role("button", name="Show").first.click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_label("Repeat password").fill(clinician.password)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    clinician.log_out()
    clinician.log_in()
