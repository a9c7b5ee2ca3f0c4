"""The phone of somebody who logs in with a second factor."""

import time

from playwright.sync_api import Page

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
