"""A person at the pages, doing what people do there."""

import re
import secrets
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from infra.local.stack import LocalStack
from tests.integration.person import Person

SAMPLES = Path(__file__).parents[2] / "infra" / "local" / "samples"
CODE = "123456"
"""The code that the local stack sends to everybody."""

READING_SECONDS = 90
"""For a film to be read on a busy machine: the first one wakes the function up."""


class Clinician:
    """Somebody with an address and a password of their own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.email = f"{secrets.token_hex(6)}@example.org"
        self.password = f"{secrets.token_urlsafe(12)}-aA1"

    def sign_up(self) -> None:
        self.page.goto("/sign-up")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_role("button", name="Sign up").click()
        self.page.get_by_label("Code from the e-mail").fill(CODE)
        self.page.get_by_label("New password").fill(self.password)
        self.page.get_by_label("Repeat password").fill(self.password)
        self.page.get_by_role("button", name="Confirm").click()
        expect(self.page.get_by_text("Your address is confirmed")).to_be_visible()

    def log_in(self) -> None:
        self.page.goto("/log-in")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password").fill(self.password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Worklist")).to_be_visible()

    def begin(self, stack: LocalStack) -> None:
        """Sign up and log in without the pages of it, and open the first page after them."""
        person = Person(stack, self.email, self.password)
        person.sign_up()
        person.log_in()
        ((name, value),) = person.cookies.items()
        self.page.context.add_cookies(
            [
                {
                    "name": name,
                    "value": value or "",
                    "url": stack.outputs["url"],
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )
        self.page.goto("/studies/")
        expect(self.page.get_by_role("heading", name="Worklist")).to_be_visible()

    def log_out(self) -> None:
        self.page.get_by_role("button", name="Log out", exact=True).click()
        expect(self.page.get_by_role("heading", name="Log in")).to_be_visible()

    def choose(self, *films: Path) -> Locator:
        """Choose films, and return their rows once each has been looked at: at least one can be sent."""
        chooser = self.page.get_by_label("Choose films")
        # Playwright also sets the files of a field that is disabled, and the page would lose them.
        expect(chooser).to_be_enabled()
        chooser.set_input_files(films)
        expect(self.page.locator("#send")).to_be_visible()
        return self.page.locator("#uploads li")

    def upload(self, *films: Path, patient_ref: str = "") -> None:
        """Choose films, give each the same reference, and send those that can be sent."""
        self.choose(*films)
        for field in self.page.locator("#uploads input:visible").all():
            field.fill(patient_ref)
        self.page.get_by_role("button", name=re.compile(r"^Upload \d+ films?$")).click()

    def studies(self, status: str | None = None) -> Locator:
        return self.page.locator(f"#studies tbody tr{f'[data-status={status}]' if status else ''}")

    def wait_for(self, status: str, count: int = 1) -> Locator:
        rows = self.studies(status)
        expect(rows).to_have_count(count, timeout=READING_SECONDS * 1000)
        return rows
