"""The end of a session, and the way into the next one. These scenes are the last: they end the session."""

from playwright.sync_api import Page, expect

from tests.browser.session_end import SessionEnd
from tests.screenshots.scenes.result import finding
from tests.screenshots.scenes.scene import Scene, address, open_worklist
from tests.screenshots.setting import Setting


def _ends_soon(page: Page, setting: Setting) -> None:
    finding("P-2041")(page, setting)
    SessionEnd(setting.items.stack, page).move(110)
    expect(page.get_by_role("alertdialog")).to_be_visible()


def _ends_for_good(page: Page, setting: Setting) -> None:
    open_worklist(page)
    SessionEnd(setting.items.stack, page).move_longest(110)
    expect(page.get_by_role("button", name="Understood")).to_be_visible()


def _unsent_films(page: Page, setting: Setting) -> None:
    # The last scene's session could not go on.
    page.context.clear_cookies()
    setting.at(page).log_in()
    open_worklist(page)
    setting.at(page).choose(*setting.new_films(2))
    expect(page.locator("#send")).to_be_visible()
    SessionEnd(setting.items.stack, page).delete()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()


def _logged_out(path: str) -> Scene:
    def scene(page: Page, setting: Setting) -> None:
        page.context.clear_cookies()
        address(path)(page, setting)

    return scene


def _wrong_password(page: Page, setting: Setting) -> None:
    _logged_out("/log-in")(page, setting)
    page.get_by_label("E-mail address").fill("a.reader@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _sign_up_refused(page: Page, setting: Setting) -> None:
    _logged_out("/sign-up")(page, setting)
    page.get_by_label("E-mail address").fill("a.colleague@example.org")
    page.get_by_label("New password").fill("short")
    page.get_by_label("Repeat password").fill("shorter")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _confirm(page: Page, setting: Setting) -> None:
    _logged_out("/sign-up")(page, setting)
    page.get_by_label("E-mail address").fill("another.reader@example.org")
    for field in ("New password", "Repeat password"):
        page.get_by_label(field).fill(setting.clinician.password)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_label("Code from the e-mail")).to_be_visible()


SCENES: dict[str, Scene] = {
    "session-ends-soon": _ends_soon,
    "session-ends-for-good": _ends_for_good,
    "session-ended-with-unsent-films": _unsent_films,
    "log-in": _logged_out("/log-in"),
    "log-in-after-idle-end": _logged_out("/log-in?next=/studies/&ended=idle"),
    "log-in-first": _logged_out("/studies/"),
    "log-in-wrong-password": _wrong_password,
    "sign-up": _logged_out("/sign-up"),
    "sign-up-refused": _sign_up_refused,
    "confirm": _confirm,
    "forgotten": _logged_out("/password/forgotten"),
    "reset": _logged_out("/password/reset"),
    "about-logged-out": _logged_out("/about"),
}
