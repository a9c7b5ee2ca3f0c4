"""A reader's verdict on the result page."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.clinician import READING_SECONDS, SAMPLES, Clinician

TEN = [SAMPLES / f"{kind}-{number}.jpg" for kind in ("normal", "pneumonia") for number in range(1, 6)]


def _set_reading(page: Page, **settings: bool) -> None:
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    answer = page.request.put("/api/v1/reading", data=settings, headers={"X-CSRFToken": token or ""})
    assert answer.status == 204


def _addresses(clinician: Clinician, films: list[Path]) -> list[str]:
    clinician.upload(*films)
    rows = clinician.studies("complete")
    expect(rows).to_have_count(len(films), timeout=READING_SECONDS * 1000 * 3)
    links = rows.get_by_role("link").all()
    return [link.get_attribute("href") or "" for link in links]


def _open(clinician: Clinician) -> Page:
    page = clinician.page
    (address,) = _addresses(clinician, [SAMPLES / "pneumonia-1.jpg"])
    page.goto(address)
    expect(page.locator("#verdict")).to_be_visible()
    return page


def _choice(page: Page, name: str) -> Locator:
    # The name goes on with the key, and “Disagree” ends with “agree”.
    return page.locator("#verdict").get_by_role("button", name=re.compile(f"^{name}"))


def test_ten_films_are_judged_before_the_opinion_with_one_key_each(clinician: Clinician) -> None:
    page = clinician.page
    _set_reading(page, film_first=True, hotkeys=True)
    addresses = _addresses(clinician, TEN)
    assert len(set(addresses)) == 10
    expect(clinician.studies("complete").first).to_contain_text("Hidden until you have judged the film")
    for number, address in enumerate(addresses):
        page.goto(address)
        expect(page.locator("#opinion-hidden")).to_be_visible()
        for part in ("judgement", "heatmap", "meaning", "heatmap-controls"):
            expect(page.locator(f"#{part}")).to_be_hidden()
        page.keyboard.press("y" if number % 2 else "n")
        expect(page.locator("#verdict-state")).to_contain_text("before the model's opinion was shown.")
        for part in ("judgement", "heatmap-controls"):
            expect(page.locator(f"#{part}")).to_be_visible()
        expect(page.locator("#opinion-hidden")).to_be_hidden()
    page.get_by_role("link", name="Agreement").click()
    expect(page.get_by_role("row", name="Given before").locator("td").first).to_have_text("10")


def test_keys_act_while_the_finding_has_the_focus_and_never_in_a_field(clinician: Clinician) -> None:
    page = _open(clinician)
    state = page.locator("#verdict-state")
    page.keyboard.press("a")
    _choice(page, "Agree").focus()
    page.keyboard.press("Control+d")
    page.keyboard.press("d")
    expect(state).to_contain_text("you disagree with the model")
    expect(_choice(page, "Disagree")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("o")
    expect(state).to_contain_text("another finding, you ")
    page.get_by_text("Note", exact=True).click()
    note = page.get_by_label("Note on your verdict")
    note.press_sequentially("=a sad day")
    page.get_by_role("button", name="Save note").click()
    history = page.locator("#history li")
    expect(history).to_have_count(3)
    page.get_by_text("All verdicts on this film").click()
    expect(history.first).to_contain_text("=a sad day")
    page.reload()
    expect(note).to_have_value("=a sad day")
    expect(history).to_have_count(3)


def test_a_reader_asks_for_the_opinion_by_key(clinician: Clinician) -> None:
    page = clinician.page
    _set_reading(page, film_first=True)
    heatmaps: list[str] = []
    page.on("request", lambda request: heatmaps.append(request.url) if "heatmap.png" in request.url else None)
    page = _open(clinician)
    expect(page.locator("#opinion-hidden")).to_be_visible()
    expect(_choice(page, "Agree")).to_be_hidden()
    assert heatmaps == []
    _choice(page, "Unsure").focus()
    page.keyboard.press("m")
    expect(page.locator("#judgement")).to_be_visible()
    expect(page.locator("#heatmap-controls")).to_be_visible()
    expect(_choice(page, "Agree")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#verdict-state")).to_contain_text("you agree with the model")
    expect(page.locator("#verdict-state")).not_to_contain_text("before")


def test_the_verdict_fits_a_phone(clinician: Clinician) -> None:
    page = _open(clinician)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    _choice(page, "Agree").click()
    expect(page.locator("#verdict-state")).to_contain_text("you agree with the model")
    page.goto("/agreement/")
    expect(page.get_by_role("heading", name="Agreement of readers")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
