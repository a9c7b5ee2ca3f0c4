"""What a finding means at the reader's place, on the page of the finding."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from cxr.figures.prevalence import at_prevalence
from cxr.inference.meaning_words import films_like_this, in_100
from tests.browser.clinician import SAMPLES, Clinician


def _open_finding(clinician: Clinician) -> Page:
    clinician.upload(SAMPLES / "pneumonia-1.jpg")
    clinician.wait_for("complete").get_by_role("link").click()
    expect(clinician.page.locator("#meaning")).to_be_visible()
    return clinician.page


def _study(page: Page) -> dict[str, Any]:
    study: dict[str, Any] = page.request.get(f"/api/v1{re.sub('.*(?=/studies/)', '', page.url)}").json()
    return study


def _field(page: Page) -> Locator:
    return page.get_by_label("Films that show pneumonia here, in per cent")


def test_a_reader_sees_what_a_finding_means_at_ten_per_cent(clinician: Clinician) -> None:
    page = _open_finding(clinician)
    study = _study(page)
    expected = at_prevalence(study["probability"], study["meaning"]["assumed_prevalence"], 0.1)

    _field(page).fill("10")
    expect(page.locator("#frequency")).to_have_text(films_like_this(expected))
    dots = page.get_by_role("img", name=films_like_this(expected))
    expect(dots.locator("span")).to_have_count(100)
    expect(dots.locator(".ill")).to_have_count(in_100(expected))
    expect(page.locator("#source")).to_contain_text("10 % of films show pneumonia. This is not saved.")
    assert _study(page)["prevalence"] is None

    _field(page).press("Enter")
    expect(page.locator("#source")).to_contain_text("10 % of films show pneumonia. You set this.")
    page.reload()
    expect(page.locator("#frequency")).to_have_text(films_like_this(expected))
    expect(_field(page)).to_have_value("10")
    kept = _study(page)
    assert (kept["prevalence"], kept["label"]) == (0.1, study["label"])
    assert abs(kept["probability_at_site"] - expected) < 1e-5


def test_a_reader_forgets_a_prevalence_by_keyboard(clinician: Clinician) -> None:
    page = _open_finding(clinician)
    _field(page).fill("10")
    _field(page).press("Enter")
    forget = page.get_by_role("button", name="Forget my value")
    expect(forget).to_be_visible()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(forget).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#elsewhere li")).to_have_count(3)
    expect(page.locator("#frequency")).to_be_hidden()
    expect(page.locator("#dots")).to_be_hidden()
    expect(_field(page)).to_be_focused()


def test_a_bad_prevalence_is_answered_with_a_sentence(clinician: Clinician) -> None:
    page = _open_finding(clinician)
    for bad in ("100", "many"):
        _field(page).fill(bad)
        _field(page).press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Give the prevalence as a share")
        expect(_field(page)).to_have_attribute("aria-invalid", "true")
    _field(page).fill("10")
    expect(page.locator("#prevalence-error")).to_be_hidden()


def test_dots_and_form_fit_a_phone(clinician: Clinician) -> None:
    page = _open_finding(clinician)
    _field(page).fill("10")
    expect(page.locator("#dots")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    box = page.locator("#dots").bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360


def test_a_result_with_a_prevalence_prints_on_one_sheet(clinician: Clinician) -> None:
    page = _open_finding(clinician)
    _field(page).fill("10")
    expect(page.locator("#dots")).to_be_visible()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.locator("#heatmap")).to_be_visible()
    page.emulate_media(media="print")
    expect(_field(page)).to_be_hidden()
    expect(page.locator("#frequency")).to_be_visible()
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1
