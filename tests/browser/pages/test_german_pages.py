"""The pages of a member who has chosen German."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clinician import SAMPLES, Clinician

PAGES = (
    *("/account/", "/site/", "/sites/", "/site/audit", "/agreement/", "/about"),
    *("/account/password", "/nowhere"),
)
ENGLISH = re.compile(r"\b(the|and|of|is|are|with|not|your|this|from|film|films|you|to|by)\b", re.IGNORECASE)
"""Words of which every English sentence has one, and that German has not."""

TEXTS = """() => {
  const shown = (root) => {
    const texts = [];
    for (const element of root.querySelectorAll("*")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
      for (const node of element.childNodes) if (node.nodeType === 3) texts.push(node.data);
      if (element.tagName === "TEMPLATE") texts.push(...shown(element.content));
    }
    return texts;
  };
  return [document.title, ...shown(document.body)].map((text) => text.trim()).filter(Boolean);
}"""


@pytest.fixture
def german(clinician: Clinician) -> Clinician:
    page = clinician.page
    page.goto("/account/")
    page.get_by_label("Language of the pages").select_option("de")
    page.locator("#language-setting").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ihre Sprache ist gespeichert.")).to_be_visible()
    return clinician


def _english(page: Page) -> list[str]:
    # Titles of public data sets are names.
    names = re.compile(r"COVID-19 image collection|Accept-Language")
    return [text for text in page.evaluate(TEXTS) if ENGLISH.search(names.sub("", text))]


def test_no_english_is_left_on_german_pages(german: Clinician) -> None:
    page = german.page
    left = {}
    for path in PAGES:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        left[path] = _english(page)
    page.goto("/studies/")
    chooser = page.get_by_label("Aufnahmen wählen")
    expect(chooser).to_be_enabled()
    chooser.set_input_files(SAMPLES / "pneumonia-1.jpg")
    page.get_by_role("button", name="1 Aufnahme hochladen").click()
    german.wait_for("complete")
    left["worklist"] = _english(page)
    german.studies("complete").get_by_role("link").click()
    expect(page.locator("#label")).to_have_text("Anzeichen einer Pneumonie")
    # The figure, and the time of the examination.
    expect(page.locator("#probability")).to_have_text(re.compile(r"^(\d+,\d|> 99) %$"))
    expect(page.locator("#received")).to_have_text(re.compile(r"^\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d$"))
    page.get_by_label("Anteil der Aufnahmen mit Pneumonie bei Ihnen, in Prozent").fill("12,5")
    expect(page.locator("#frequency")).to_contain_text("Von 100 Aufnahmen wie dieser")
    expect(page.locator("#source")).to_contain_text("12,5 %")
    left["result"] = _english(page)
    assert {path: texts for path, texts in left.items() if texts} == {}
