"""A visitor of a stage's pages: logs in as a person does, and then calls the JSON API in the session."""

import base64
import hmac
import re
import time
from dataclasses import dataclass, field
from typing import Any

import urllib3

_FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PAGE_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
_FACTOR_KEY = re.compile(r'<code class="key">(.*?)</code>', re.DOTALL)
_SECONDS = 30


class SmokeFailed(Exception):
    """The stage does not do its work; the message is one sentence for the operator."""


@dataclass
class Visitor:
    """A session at ``url``. Each method raises SmokeFailed if the stage answers otherwise than it must."""

    url: str
    _cookie: str = ""
    _token: str = ""
    _http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=False, timeout=_SECONDS)
    )

    def log_in(self, email: str, password: str) -> None:
        """Log in, with a second factor where the stage requires one."""
        answer = self._submit("/log-in", email=email, password=password)
        if answer.headers.get("Location", "").startswith("/log-in/second-factor"):
            answer = self._enrol()
        elif answer.status != 302:
            raise SmokeFailed(f"the log-in was answered with status {answer.status}, and no session began.")
        page = self.request("GET", "/studies/", expected=200).data.decode()
        self._token = _found(_PAGE_TOKEN, page, "the worklist has no CSRF token.")

    def log_out(self) -> None:
        """End the session."""
        self._post("/log-out", {"csrf_token": self._token})

    def call(self, method: str, path: str, expected: int, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Call the JSON API; return the document, or None."""
        headers = {"X-CSRFToken": self._token, "Referer": self.url}
        answer = self.request(method, f"/api/v1{path}", expected, json=body, headers=headers)
        return answer.json() if answer.data else None

    def send(self, form: dict[str, Any], content: bytes) -> None:
        """Send a film with an upload form, as a browser does."""
        fields = {**form["fields"], "file": ("film", content)}
        answer = self._asked("POST", form["url"], fields=fields)
        if answer.status >= 300:
            raise SmokeFailed(f"the uploads bucket answered the film with status {answer.status}.")

    def fetch(self, link: str, what: str) -> None:
        """Load a picture by its link."""
        answer = self._asked("GET", link)
        if answer.status != 200:
            raise SmokeFailed(f"the link to the {what} was answered with status {answer.status}.")

    def request(
        self,
        method: str,
        path: str,
        expected: int,
        **options: Any,  # noqa: ANN401
    ) -> urllib3.BaseHTTPResponse:
        """Return the answer of a page or of the API."""
        headers = {"Cookie": self._cookie, **options.pop("headers", {})}
        answer = self._asked(method, self.url + path, headers=headers, **options)
        if answer.status != expected:
            raise SmokeFailed(f"{method} {path} was answered with status {answer.status}.")
        for cookie in answer.headers.getlist("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        return answer

    def _enrol(self) -> urllib3.BaseHTTPResponse:
        path = "/log-in/second-factor"
        page = self.request("GET", path, expected=200).data.decode()
        key = re.sub(r"<[^>]+>|\s", "", _found(_FACTOR_KEY, page, f"{path} shows no key."))
        return self._submit(path, code=authenticator_code(key))

    def _submit(self, path: str, **fields: str) -> urllib3.BaseHTTPResponse:
        """Load the page with the form, fill it in and send it."""
        page = self.request("GET", path, expected=200).data.decode()
        return self._post(path, fields | {"csrf_token": _found(_FORM_TOKEN, page, f"{path} has no form.")})

    def _post(self, path: str, fields: dict[str, str]) -> urllib3.BaseHTTPResponse:
        headers = {"Cookie": self._cookie, "Referer": self.url}
        answer = self._asked(
            "POST", self.url + path, fields=fields, encode_multipart=False, headers=headers, redirect=False
        )
        for cookie in answer.headers.getlist("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        return answer

    def _asked(self, method: str, url: str, **options: Any) -> urllib3.BaseHTTPResponse:  # noqa: ANN401
        try:
            return self._http.request(method, url, **options)
        except urllib3.exceptions.HTTPError as e:
            raise SmokeFailed(f"{urllib3.util.parse_url(url).host} does not answer.") from e


def authenticator_code(key: str) -> str:
    """Return the code that an authenticator app shows now (RFC 6238)."""
    # Not that of the web application: operators do not install its libraries.
    step = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(key), step.to_bytes(8), "sha1")
    begin = digest[-1] & 0xF
    number = int.from_bytes(digest[begin : begin + 4]) & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def _found(pattern: re.Pattern[str], page: str, otherwise: str) -> str:
    match = pattern.search(page)
    if match is None:
        raise SmokeFailed(otherwise)
    return match[1]
