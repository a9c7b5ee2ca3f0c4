"""The browser of the tests, and a stack of its own for the programs that photograph and measure pages."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser, expect, sync_playwright

from infra.local.settings import Settings, free_port
from infra.local.stack import LocalStack


class _Launch(TypedDict):
    executable_path: str | None
    args: list[str]


LAUNCH: _Launch = {
    "executable_path": shutil.which("chromium") or shutil.which("google-chrome"),
    # In containers everybody is root, for whom Chromium's sandbox does not start.
    "args": ["--no-sandbox"],
}
"""Options for the machine's Chromium, or the one that `make test` has installed."""


@contextmanager
def browser_and_stack() -> Iterator[tuple[Browser, LocalStack]]:
    """Start a browser, and a stack without films."""
    expect.set_options(timeout=60_000)  # ms
    with tempfile.TemporaryDirectory() as state, sync_playwright() as playwright:
        settings = Settings(state=Path(state), port=free_port(), aws_port=free_port())
        browser = playwright.chromium.launch(**LAUNCH)
        with LocalStack(settings) as stack:
            yield browser, stack
        browser.close()
