"""The end of a session. Only scenes without one may follow."""

from playwright.sync_api import Page, expect

from tests.browser.session_end import SessionEnd
from tests.screenshots.scenes.result import finding
from tests.screenshots.scenes.scene import Scene, open_worklist
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


SCENES: dict[str, Scene] = {
    "session-ends-soon": _ends_soon,
    "session-ends-for-good": _ends_for_good,
    "session-ended-with-unsent-films": _unsent_films,
}
