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
    # The last of the tools: from here on, none makes room for another.
    expect(page.locator("#heatmap-controls")).to_be_visible()
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


def test_one_switch_shows_the_heatmaps_of_both_films_and_one_their_regions(
    clinician: Clinician, films: SeededFilms
) -> None:
    page = clinician.page
    newest, _ = films.add([Label.NEGATIVE, Label.POSITIVE], reference="P-7")
    page.goto(f"/studies/{newest.study_id}")
    expect(page.locator("#priors-list li")).to_have_count(1)
    page.locator("#film").focus()
    page.keyboard.press("p")
    expect(page.locator("#prior-layers")).to_be_visible()
    for picture, boxes in (("#heatmap", "#regions > div"), ("#prior-heatmap", "#prior-regions > div")):
        expect(page.locator(picture)).to_be_hidden()
        expect(page.locator(boxes)).to_be_hidden()
    for key in ("h", "r", "]"):
        page.keyboard.press(key)
    for picture, boxes in (("#heatmap", "#regions > div"), ("#prior-heatmap", "#prior-regions > div")):
        expect(page.locator(picture)).to_be_visible()
        assert page.locator(picture).evaluate("image => [image.naturalWidth > 0, image.style.opacity]") == [
            True,
            "0.6",
        ]
        expect(page.locator(boxes)).to_be_visible()
    for overlay in ("heatmap", "regions > div"):
        here, there = (page.locator(f"#{film}{overlay}").bounding_box() for film in ("", "prior-"))
        assert here and there
        assert (here["width"], here["height"], here["y"]) == pytest.approx(
            (there["width"], there["height"], there["y"]), abs=1
        )
    page.keyboard.press("h")
    expect(page.locator("#prior-heatmap")).to_be_hidden()
    expect(page.locator("#prior-regions > div")).to_be_visible()


def test_film_first_hides_the_heatmap_of_each_film_until_it_is_judged(
    clinician: Clinician, films: SeededFilms
) -> None:
    page = clinician.page
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    settings = {"film_first": True, "hotkeys": True}
    assert page.request.put("/api/v1/reading", data=settings, headers={"X-CSRFToken": token or ""}).ok
    newest, _, oldest = films.add([Label.POSITIVE, Label.NEGATIVE, Label.POSITIVE], reference="P-9")

    page.goto(f"/studies/{oldest.study_id}")
    expect(page.locator("#opinion-hidden")).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator("#judgement")).to_be_visible()
    page.goto(f"/studies/{newest.study_id}")
    expect(page.locator("#priors-list li")).to_have_count(2)
    page.locator("#film").focus()
    page.keyboard.press("p")
    # The last film was judged, and yet the reader has still to judge this one without any heatmap.
    page.locator("#prior-choice").select_option(oldest.study_id)
    expect(page.locator("#prior-caption")).to_contain_text("Signs of pneumonia")
    page.locator("#film").focus()
    for part in ("#heatmap-controls", "#prior-heatmap", "#prior-regions"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("#show-regions")).to_be_disabled()
    page.keyboard.press("y")
    expect(page.locator("#heatmap-controls")).to_be_visible()
    page.locator("#film").focus()
    page.keyboard.press("h")
    for part in ("#heatmap", "#prior-heatmap"):
        expect(page.locator(part)).to_be_visible()
    # The film between them was not judged, so it has no heatmap yet.
    page.locator("#prior-choice").select_option(index=0)
    expect(page.locator("#prior-layers")).to_be_visible()
    expect(page.locator("#prior-caption")).not_to_contain_text("signs of pneumonia")
    expect(page.locator("#heatmap")).to_be_visible()
    expect(page.locator("#prior-heatmap")).to_be_hidden()
