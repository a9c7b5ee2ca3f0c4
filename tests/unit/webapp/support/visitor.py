"""A person at a browser: loads pages, fills their forms in and sends them."""

import re
from html import unescape
from typing import Any, cast

from flask import Flask
from werkzeug.test import TestResponse

PASSWORD = "Correct-horse-1"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_META_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Answer(TestResponse):
    """An answer whose JSON may be looked into."""

    @property
    def json(self) -> Any:
        return super().json


class Visitor:
    """Keeps cookies, as browsers do, between its requests."""

    def __init__(self, app: Flask, base: str = "https://localhost") -> None:
        self.client = app.test_client()
        self.base = base

    def get(self, path: str, **options: Any) -> Answer:
        return cast("Answer", self.client.get(path, base_url=self.base, **options))

    def submit(self, path: str, form_at: str | None = None, **fields: str) -> Answer:
        """Load the page with the form, fill it in and send it to ``path``."""
        page = self.get(form_at or path).text
        found = _TOKEN.search(page)
        assert found, f"no form at {form_at or path}"
        data = {**fields, "csrf_token": unescape(found[1])}
        return cast("Answer", self.client.post(path, base_url=self.base, data=data))

    def sign_up(self, email: str, password: str = PASSWORD) -> Answer:
        return self.submit("/sign-up", email=email, password=password, confirm=password)

    def log_in(self, email: str, password: str = PASSWORD) -> Answer:
        return self.submit("/log-in", email=email, password=password)

    def call(self, method: str, path: str, *, csrf: bool = True, **options: Any) -> Answer:
        """Call the API as a script of our page does."""
        headers = dict(options.pop("headers", {}))
        if csrf:
            found = _META_TOKEN.search(self.get("/about").text)
            headers["X-CSRFToken"] = unescape(found[1]) if found else ""
        options |= {"method": method, "base_url": self.base, "headers": headers}
        return cast("Answer", self.client.open(f"/api/v1{path}", **options))

    @property
    def session_cookie(self) -> str | None:
        for name in ("__Host-session", "session"):
            if cookie := self.client.get_cookie(name):
                return cookie.value
        return None
