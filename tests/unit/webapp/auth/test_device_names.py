"""A session is named so that its owner recognizes it."""

import pytest

from webapp.auth.device import device_name

_END = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0) {_END} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {_END} Chrome/142.0 Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (Linux; Android 15) {_END} Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) {_END} Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Gecko/20100101 Firefox/144.0", "Firefox on Mac"),
        ("curl/8.14.1", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_device_is_its_browser_and_its_system(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
