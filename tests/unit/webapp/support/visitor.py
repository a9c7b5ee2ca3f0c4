"""A person at a browser, who loads pages, fills in forms and submits them."""

import re
from html import unescape
from typing import Any, cast

from flask import Flask, Response, session
from werkzeug.test import TestResponse

from webapp.auth.login import begin_session
from webapp.request_context import services

PASSWORD = "Correct-horse-1"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_META_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def without_tokens(page: str) -> str:
    """Return a page without what differs each time: the tokens of its forms."""
    return re.sub(r'name="csrf[_-]token"[^>]*', "", page)


class PageResponse(TestResponse):
    """A response with its JSON."""

    @property
    def json(self) -> Any:
        return super().json


class Visitor:
    """Keeps cookies between requests, as browsers do."""

    def __init__(self, app: Flask, base: str = "https://localhost") -> None:
        self.client = app.test_client()
        self.base = base
        self._tokens: dict[str | None, str] = {}

    def get(self, path: str, **options: Any) -> PageResponse:
        return cast("PageResponse", self.client.get(path, base_url=self.base, **options))

    def submit(self, path: str, form_at: str | None = None, **fields: str) -> PageResponse:
        """Load the page with the form, fill it in and submit it to ``path``."""
        return self.send(self.get(form_at or path).text, path, **fields)

    def send(self, page: str, path: str, **fields: str) -> PageResponse:
        """Submit the form of a page that was loaded before to ``path``."""
        found = TOKEN.search(page)
        assert found, f"no form for {path}"
        data = {**fields, "csrf_token": unescape(found[1])}
        return cast("PageResponse", self.client.post(path, base_url=self.base, data=data))

    def sign_up(self, email: str) -> PageResponse:
        return self.submit("/sign-up", email=email)

    def confirm(self, email: str, code: str, password: str = PASSWORD) -> PageResponse:
        return self.submit("/confirm", email=email, code=code, password=password, confirm=password)

    def log_in(self, email: str, password: str = PASSWORD) -> PageResponse:
        return self.submit("/log-in", email=email, password=password)

    def sign_in(self, email: str, sub: str) -> None:
        """Begin the session of an account without the page of log-in and its limits."""
        app, answer = self.client.application, Response()
        with app.test_request_context(base_url=self.base):
            now = services().clock()
            begin_session(services().members.get_or_create(sub, now), email, now)
            app.session_interface.save_session(app, session, answer)
        name, _, token = answer.headers["Set-Cookie"].partition(";")[0].partition("=")
        self.client.set_cookie(
            name, token, secure=self.base.startswith("https"), httponly=True, samesite="Lax"
        )

    def call(self, method: str, path: str, *, csrf: bool = True, **options: Any) -> PageResponse:
        """Call the API as the scripts of our pages do."""
        headers = dict(options.pop("headers", {}))
        if csrf:
            headers["X-CSRFToken"] = self._page_token()
        options |= {"method": method, "base_url": self.base, "headers": headers}
        return cast("PageResponse", self.client.open(f"/api/v1{path}", **options))

    def _page_token(self) -> str:
        """Return the token of a page that this session has loaded before its first call."""
        if self.session_cookie not in self._tokens:
            found = _META_TOKEN.search(self.get("/about").text)
            if not found:
                return ""
            self._tokens[self.session_cookie] = unescape(found[1])
        return self._tokens[self.session_cookie]

    @property
    def session_cookie(self) -> str | None:
        for name in ("__Host-session", "session"):
            if cookie := self.client.get_cookie(name):
                return cookie.value
        return None
