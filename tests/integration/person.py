"""A person at the pages of the running stack, without a browser."""

import re
import secrets
from html import unescape

import requests

from infra.local.stack import LocalStack

CONFIRMATION_CODE, RESET_CODE = "123456", "654321"
"""The codes that the laptop's user pool sends to everybody."""

_SECONDS = 30
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Person(requests.Session):
    """Somebody with an address and a password; cookies are kept, as a browser keeps them."""

    def __init__(self, stack: LocalStack, email: str | None = None, password: str | None = None) -> None:
        super().__init__()
        self.email = email or f"{secrets.token_hex(6)}@example.org"
        self.password = password or f"{secrets.token_urlsafe(12)}-aA1"
        self._url = stack.outputs["url"]

    def submit(self, path: str, form_at: str | None = None, **fields: str) -> requests.Response:
        """Load the page with the form, fill it in and send it to ``path``; ``elapsed`` is of the sending."""
        page = self.get(self._url + (form_at or path), timeout=_SECONDS).text
        found = _TOKEN.search(page)
        assert found, f"no form at {form_at or path}"
        data = {**fields, "csrf_token": unescape(found[1])}
        return self.post(self._url + path, data=data, allow_redirects=False, timeout=_SECONDS)

    def sign_up(self) -> None:
        """Make an account and confirm its address."""
        self.submit("/sign-up", email=self.email)
        self.confirm()

    def confirm(self) -> None:
        """Confirm the address, and set the password."""
        answer = self.submit(
            "/confirm",
            email=self.email,
            code=CONFIRMATION_CODE,
            password=self.password,
            confirm=self.password,
        )
        assert answer.headers["Location"] == "/log-in"

    def log_in(self) -> None:
        """Begin a session."""
        answer = self.submit("/log-in", email=self.email, password=self.password)
        assert answer.headers["Location"] == "/studies/"

    def reset_password(self) -> None:
        """Choose another password with a code from an e-mail."""
        self.submit("/password/forgotten", email=self.email)
        self.password = f"{secrets.token_urlsafe(12)}-aA1"
        answer = self.submit(
            "/password/reset",
            email=self.email,
            code=RESET_CODE,
            password=self.password,
            confirm=self.password,
        )
        assert answer.headers["Location"] == "/log-in"

    def change_password(self) -> None:
        """Choose another password on the account page."""
        current, self.password = self.password, f"{secrets.token_urlsafe(12)}-aA1"
        answer = self.submit(
            "/account/password", current=current, password=self.password, confirm=self.password
        )
        assert answer.headers["Location"] == "/account/"

    def is_logged_in(self) -> bool:
        """Whether the next request still finds the session."""
        answer = self.get(f"{self._url}/studies/", allow_redirects=False, timeout=_SECONDS)
        return answer.status_code == 200
