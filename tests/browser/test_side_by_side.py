"""An earlier film of the patient beside the one that is read."""

import re

import pytest
from playwright.sync_api import Locator, expect

from cxr.study import Label
from tests.browser.clinician import Clinician
from tests.browser.seeded_films import SeededFilms


def _place(layers: Locator) -> list[float]:
    """Left, top and width on the screen, within the frame of the film."""
    place: list[float] = layers.evaluate(
        """layers => {
          const [film, frame] = [layers, layers.parentElement].map((one) => one.getBoundingClientRect());
          return [film.left - frame.left, film.top - frame.top, film.width];
        }"""
    )
    return place


def _expect_in_step(here: Locator, there: Locator) -> None:
    # The corner of a film lies on a pixel of the screen.
    assert _place(here) == pytest.approx(_place(there), abs=1)


def test_an_earlier_film_goes_along_with_this_one(clinician: Clinician, films: SeededFilms) -> None:
    page = clinician.page
    films.add([Label.POSITIVE, Label.NEGATIVE, Label.UNCERTAIN], reference="P-7")
    films.add([Label.POSITIVE], reference="P-8")
    page.reload()
    clinician.wait_for("complete", 4)
    clinician.studies().filter(has_text="P-7").first.get_by_role("link").click()
    expect(page.locator("#priors-list li")).to_have_count(2)
    here, there = page.locator("#layers"), page.locator("#prior-layers")
    page.locator("#film").focus()
    page.keyboard.press("p")
    expect(there).to_be_visible()
    expect(page.locator("#prior-caption")).to_contain_text("P-7")
    expect(page.locator("#prior-caption")).to_contain_text("No signs of pneumonia")
    expect(page.locator("#film-caption")).to_contain_text("Signs of pneumonia")
    _expect_in_step(here, there)

    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("i")
    expect(there).to_have_class(re.compile("inverted"))
    _expect_in_step(here, there)
    # The earlier film moves this one, too.
    before = _place(here)
    page.locator("#prior-film").hover()
    page.mouse.wheel(0, -300)
    expect(page.locator("#zoom")).not_to_have_text("100 %")
    page.wait_for_function(
        "width => document.getElementById('layers').getBoundingClientRect().width > width", arg=before[2]
    )
    _expect_in_step(here, there)
    # Both take the same window.
    page.get_by_label("Window preset").select_option("bones")
    for canvas in ("#windowed", "#prior-windowed"):
        expect(page.locator(canvas)).to_be_visible()

    page.keyboard.press("Tab")
    page.locator("#prior-film").focus()
    page.keyboard.press("l")
    parted = _place(here)
    page.keyboard.press("0")
    assert _place(there) != parted
    assert _place(here) == parted
    page.get_by_label("Earlier film", exact=True).select_option(index=1)
    expect(page.locator("#prior-caption")).to_contain_text("Uncertain")
    page.locator("#film").focus()
    page.keyboard.press("p")
    expect(page.locator("#prior-film")).to_be_hidden()
