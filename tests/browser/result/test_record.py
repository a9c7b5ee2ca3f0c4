"""What leaves the result page for a record: report, text and print; and the earlier films beside it."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.clinician import SAMPLES, Clinician


def _open_second_of_two(clinician: Clinician) -> Page:
    """The result page of the later one of two films of a patient."""
    clinician.upload(SAMPLES / "normal-1.jpg", patient_ref="Staff-0042")
    clinician.wait_for("complete")
    clinician.upload(SAMPLES / "pneumonia-1.jpg", patient_ref="Staff-0042")
    clinician.wait_for("complete", 2).first.get_by_role("link").click()
    expect(clinician.page.locator("#record")).to_be_visible()
    return clinician.page


def test_a_finding_goes_into_the_record_as_pdf_text_and_print(clinician: Clinician) -> None:
    page = _open_second_of_two(clinician)
    earlier = page.locator("#priors-list li")
    expect(earlier).to_have_count(1)
    expect(earlier).to_contain_text("No signs of pneumonia")

    with page.expect_download() as download:
        page.get_by_role("link", name="Report (PDF)").click()
    text = PdfReader(download.value.path()).pages[0].extract_text()
    for words in ("Staff-0042", page.locator("#label").inner_text(), clinician.email):
        assert words in text

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy as text")
    button.click()
    expect(page.locator("#record-news")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(copied) == 3
    assert "Staff-0042" in copied[0]
    page.evaluate("navigator.clipboard.writeText('')")
    page.locator("#prevalence").press("c")
    assert page.evaluate("navigator.clipboard.readText()") == ""
    button.press("c")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('Staff-0042'))")

    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    on_paper = " ".join(printed.pages[0].extract_text().split())
    for words in ("Staff-0042", "Validated on:", f"Printed by {clinician.email}", "not a diagnosis"):
        assert words in on_paper
    for words in ("Copy as text", "Report (PDF)", "Delete study", "Earlier films"):
        assert words not in on_paper


def test_a_browser_that_forbids_copying_shows_the_text(clinician: Clinician) -> None:
    page = clinician.page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'))")
    clinician.upload(SAMPLES / "normal-1.jpg")
    clinician.wait_for("complete").get_by_role("link").click()
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_label("Text for the record")).to_have_value(
        re.compile("decision support, not a diagnosis")
    )
