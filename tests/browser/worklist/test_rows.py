"""A row of the worklist as a whole: what opens its study, and what does not."""

import re

from playwright.sync_api import expect

from cxr.study import Label
from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.seeded_films import SeededFilms

RESULT = re.compile(r"/studies/[0-9A-Z]{26}$")
WORKLIST = re.compile(r"/studies/$")


def test_a_click_anywhere_on_a_row_opens_its_study(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg", patient_ref="P-7")
    row = clinician.wait_for("complete")
    assert row.evaluate("e => getComputedStyle(e).cursor") == "pointer"
    row.locator(".finding").click()
    expect(page).to_have_url(RESULT)
    expect(page.get_by_role("heading", name="P-7")).to_be_visible()


def test_a_tap_on_a_card_of_a_phone_opens_its_study(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg")
    row = clinician.wait_for("complete")
    page.set_viewport_size({"width": 360, "height": 740})
    row.locator(".finding").click()
    expect(page).to_have_url(RESULT)


def test_selecting_text_opens_nothing_and_enter_on_the_link_opens(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg", patient_ref="P-0815")
    row = clinician.wait_for("complete")
    expect(page.locator("#uploads li")).to_contain_text("Read:")
    box = row.locator(".reference").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 16, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, middle, steps=5)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()") in "P-0815"
    assert page.evaluate("getSelection().toString()")
    expect(page).to_have_url(WORKLIST)

    link = row.get_by_role("link", name=re.compile(r":\d\d:\d\d.*, P-0815$"))
    link.press("Enter")
    expect(page).to_have_url(RESULT)


def test_a_printed_worklist_is_the_list_alone(clinician: Clinician, films: SeededFilms) -> None:
    page = clinician.page
    films.add([Label.POSITIVE, Label.NEGATIVE])
    page.reload()
    clinician.wait_for("complete", 2)
    page.emulate_media(media="print")
    for reference, words in (("R-1", "Signs of pneumonia"), ("R-2", "No signs of pneumonia")):
        expect(clinician.studies().filter(has_text=reference)).to_contain_text(words)
    expect(clinician.studies().first).to_be_visible()
    for part in (".upload", "#filters", ".keys", "#studies .pick"):
        expect(page.locator(part).first).to_be_hidden()
