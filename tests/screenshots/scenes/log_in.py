"""The ways into the application. These scenes need no session, and the last ones make logging in harder."""

from playwright.sync_api import Page, expect

from tests.browser.phone import Phone
from tests.screenshots.scenes.account import COLLEAGUE
from tests.screenshots.scenes.scene import Scene, address
from tests.screenshots.setting import Setting


def _logged_out(path: str) -> Scene:
    def scene(page: Page, setting: Setting) -> None:
        page.context.clear_cookies()
        address(path)(page, setting)

    return scene


def _give_password(page: Page, setting: Setting, email: str, password: str) -> None:
    _logged_out("/log-in")(page, setting)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def _wrong_password(page: Page, setting: Setting) -> None:
    _give_password(page, setting, setting.clinician.email, "not the password")
    expect(page.get_by_role("alert").first).to_be_visible()


def _confirm(page: Page, setting: Setting) -> None:
    _logged_out("/sign-up")(page, setting)
    page.get_by_label("E-mail address").fill("another.reader@example.org")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_label("Code from the e-mail")).to_be_visible()


def _confirm_refused(page: Page, setting: Setting) -> None:
    _confirm(page, setting)
    page.get_by_label("New password").fill("short")
    page.get_by_label("Repeat password").fill("shorter")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _first_password(page: Page, setting: Setting) -> None:
    stack = setting.items.stack
    # In place of the password that the mail brings.
    stack.clients.cognito.admin_set_user_password(
        UserPoolId=stack.outputs["user_pool_id"],
        Username=COLLEAGUE,
        Password=setting.clinician.password,
        Permanent=False,
    )
    _give_password(page, setting, COLLEAGUE, setting.clinician.password)
    expect(page.get_by_label("New password")).to_be_visible()


def _recovery_codes(page: Page, setting: Setting) -> None:
    page.context.clear_cookies()
    setting.at(page).log_in()
    Phone.set_up(page, setting.clinician.password)


def _wrong_code(page: Page, setting: Setting) -> None:
    _give_password(page, setting, setting.clinician.email, setting.clinician.password)
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#code-error")).to_be_visible()


SCENES: dict[str, Scene] = {
    "log-in": _logged_out("/log-in"),
    "log-in-after-idle-end": _logged_out("/log-in?next=/studies/&ended=idle"),
    "log-in-required": _logged_out("/studies/"),
    "log-in-wrong-password": _wrong_password,
    "log-in-first-password": _first_password,
    "sign-up": _logged_out("/sign-up"),
    "confirm": _confirm,
    "confirm-refused": _confirm_refused,
    "forgotten": _logged_out("/password/forgotten"),
    "reset": _logged_out("/password/reset"),
    "about-logged-out": _logged_out("/about"),
    "second-factor-recovery-codes": _recovery_codes,
    "second-factor-account": address("/account/"),
    "second-factor-new-codes": address("/account/second-factor/codes"),
    "second-factor-turn-off": address("/account/second-factor/off"),
    "second-factor-wrong-code": _wrong_code,
}
