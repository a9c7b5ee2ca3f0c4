"""An earlier film of the patient beside the one that is read."""

import re

import pytest
from playwright.sync_api import Page, expect

from cxr.study import Label
from tests.browser.clinician import Clinician
from tests.browser.seeded_films import SeededFilms

_PLACES = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const places = ["layers", "prior-layers"].map((id) => {
    const layers = document.getElementById(id);
    const [film, frame] = [layers, layers.parentElement].map((one) => one.getBoundingClientRect());
    return [film.left - frame.left, film.top - frame.top, film.width];
  });
  done(places);
})))"""


def _places(page: Page) -> list[list[float]]:
    """Left, top and width of each film within its frame, once the screen is up to date."""
    places: list[list[float]] = page.evaluate(_PLACES)
    return places


def _expect_in_step(page: Page) -> list[float]:
    here, there = _places(page)
    # The corner of a film lies on a pixel of the screen.
    assert here == pytest.approx(there, abs=1)
    return here


def test_an_earlier_film_goes_along_with_this_one(clinician: Clinician, films: SeededFilms) -> None:
    page = clinician.page
    films.add([Label.POSITIVE, Label.NEGATIVE, Label.UNCERTAIN], reference="P-7")
    films.add([Label.POSITIVE], reference="P-8")
    page.reload()
    clinician.wait_for("complete", 4)
    clinician.studies().filter(has_text="P-7").first.get_by_role("link").click()
    expect(page.locator("#priors-list li")).to_have_count(2)
    there = page.locator("#prior-layers")
    page.locator("#film").focus()
    page.keyboard.press("p")
    expect(there).to_be_visible()
    expect(page.locator("#prior-caption")).to_contain_text("P-7")
    expect(page.locator("#prior-caption")).to_contain_text("No signs of pneumonia")
    expect(page.locator("#film-caption")).to_contain_text("Signs of pneumonia")
    _expect_in_step(page)

    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("i")
    expect(there).to_have_class(re.compile("inverted"))
    # The earlier film moves this one, too.
    before = _expect_in_step(page)
    page.locator("#prior-film").hover()
    page.mouse.wheel(0, -300)
    expect(page.locator("#zoom")).not_to_have_text("100 %")
    page.wait_for_function(
        "width => document.getElementById('layers').getBoundingClientRect().width > width", arg=before[2]
    )
    _expect_in_step(page)
    # Both take the same window.
    page.get_by_label("Window preset").select_option("bones")
    for canvas in ("#windowed", "#prior-windowed"):
        expect(page.locator(canvas)).to_be_visible()

    page.keyboard.press("Tab")
    page.locator("#prior-film").focus()
    page.keyboard.press("l")
    parted = _places(page)
    page.keyboard.press("0")
    here, alone = _places(page)
    assert here == parted[0]
    assert alone != parted[1]
    page.locator("#prior-choice").select_option(index=1)
    expect(page.locator("#prior-caption")).to_contain_text("Uncertain")
    page.locator("#film").focus()
    page.keyboard.press("p")
    expect(page.locator("#prior-film")).to_be_hidden()
