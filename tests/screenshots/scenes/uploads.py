"""Films that somebody chooses and sends, and what becomes of each."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.clinician import SAMPLES
from tests.screenshots.scenes.scene import Scene, open_worklist
from tests.screenshots.setting import Setting

_BYTES_A_SECOND = 12_000


def _choose(page: Page, setting: Setting, *films: Path) -> None:
    open_worklist(page)
    setting.at(page).choose(*films)
    expect(page.locator("#send")).to_be_visible()


def _send(page: Page) -> None:
    page.get_by_role("button", name=re.compile(r"^Upload \d+ films?$")).click()


def _chosen(page: Page, setting: Setting) -> None:
    _choose(page, setting, *setting.new_films(2), *setting.unsendable_files())
    page.locator("#uploads input:visible").first.fill("P-2060")


def _sending(page: Page, setting: Setting) -> None:
    slow = page.context.new_cdp_session(page)
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": _BYTES_A_SECOND}
    # Films of their own: the site knows the samples already.
    _choose(page, setting, *setting.new_films(4))
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    _send(page)
    expect(page.locator("#uploads .state", has_text=re.compile(r"^[1-9]\d* %$")).first).to_be_visible()


def _cancelled(page: Page, setting: Setting) -> None:
    _sending(page, setting)
    page.locator("#uploads button", has_text="Cancel").first.click()
    expect(page.locator("#uploads", has_text="Cancelled")).to_be_visible()


def _outcomes(page: Page, setting: Setting) -> None:
    fresh, failing = setting.new_films(2)
    known, letter = SAMPLES / "normal-2.jpg", SAMPLES / "not-an-xray-letter.jpg"
    _choose(page, setting, fresh, known, letter)
    rows = page.locator("#uploads li")

    _send(page)
    expect(rows.nth(0)).to_contain_text("Read:", timeout=60_000)
    expect(rows.nth(1)).to_contain_text("This film was uploaded at")
    expect(rows.nth(2)).to_contain_text("Refused:", timeout=60_000)
    bucket = setting.items.stack.outputs["uploads_bucket"]
    page.route(lambda url: bucket in url, lambda route: route.fulfill(status=503))
    setting.at(page).choose(setting.unsendable_files()[0], failing)
    _send(page)
    expect(rows.nth(4)).to_contain_text("did not accept")


def _allowance_used(page: Page, setting: Setting) -> None:
    _choose(page, setting, *setting.new_films(1))
    with setting.items.allowance_used():
        _send(page)
        expect(page.locator("#uploads .bad")).to_contain_text("may send in a day")


def _offline(page: Page, setting: Setting) -> None:
    _choose(page, setting, *setting.new_films(2))
    page.context.set_offline(True)
    _send(page)
    expect(page.locator("#uploads .retry:visible")).to_have_count(2)
    expect(page.locator("#error")).to_be_visible()


SCENES: dict[str, Scene] = {
    "upload-chosen": _chosen,
    "upload-sending": _sending,
    "upload-cancelled": _cancelled,
    "upload-outcomes": _outcomes,
    "upload-allowance-used": _allowance_used,
    "upload-offline": _offline,
}
