"""An authenticator app."""

import time

from playwright.sync_api import Page, expect

from webapp.auth.steps.totp import STEP_SECONDS, code_at


class Phone:
    """An authenticator app into which somebody typed the key of the page."""

    def __init__(self, page: Page) -> None:
        page.get_by_text("Type the key instead").click()
        self._secret = "".join(page.locator(".key span").all_inner_texts())
        self._last = 0

    def code(self) -> str:
        """The next code that was not used yet. The one after the current one is accepted, too."""
        self._last = max(self._last + 1, int(time.time()) // STEP_SECONDS)
        return code_at(self._secret, self._last)

    @classmethod
    def set_up(cls, page: Page, password: str) -> "Phone":
        """Set up the phone of the account that is signed in; the page shows its recovery codes then."""
        page.get_by_title("Account of").click()
        page.get_by_role("link", name="Set up").click()
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
        phone = cls(page)
        page.get_by_label("Current password").fill(password)
        page.get_by_label("Code from your authenticator app").fill(phone.code())
        page.get_by_role("button", name="Set up").click()
        expect(page.locator(".codes code")).to_have_count(10)
        return phone
