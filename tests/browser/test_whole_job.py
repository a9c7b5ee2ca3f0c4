"""From signing up to the finding, and the same study after a restart of everything."""

import re

from playwright.sync_api import Page, expect

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician


def _has_pixels(page: Page, image: str) -> None:
    page.wait_for_function(
        "id => { const i = document.getElementById(id); return i.complete && i.naturalWidth > 0 }", arg=image
    )


def test_a_film_goes_in_and_a_finding_comes_out_and_stays(page: Page, stack: LocalStack) -> None:
    clinician = Clinician(page)
    clinician.sign_up()
    clinician.log_in()
    clinician.upload(SAMPLES / "pneumonia-1.jpg", patient_ref="P-0042")
    row = clinician.wait_for("complete")
    expect(row).to_contain_text("P-0042")
    probability = row.locator(".probability").inner_text()
    row.get_by_role("link").click()

    expect(page.get_by_role("heading", name="P-0042")).to_be_visible()
    _has_pixels(page, "preview")
    expect(page.locator("#probability")).to_have_text(probability)
    expect(page.locator("#probability")).to_have_text(re.compile(r"^(< 1|> 99|\d+\.\d) %$"))
    expect(page.locator("#label")).to_have_text(re.compile("igns of pneumonia|Uncertain"))
    expect(page.locator("#model dd")).not_to_be_empty()
    expect(page.get_by_text("This is decision support and not a diagnosis.")).to_be_visible()
    _has_pixels(page, "heatmap")
    expect(page.locator("#heatmap")).to_be_hidden()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.locator("#heatmap")).to_be_visible()
    address = page.url
    clinician.log_out()

    stack.stop()
    stack.start()
    clinician.log_in()
    expect(clinician.wait_for("complete").locator(".probability")).to_have_text(probability)
    page.goto(address)
    _has_pixels(page, "preview")
    expect(page.locator("#probability")).to_have_text(probability)
    _has_pixels(page, "heatmap")
