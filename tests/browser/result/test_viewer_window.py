"""Reading a film through another window: more levels than a screen has, and a film without them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.film_viewer import FilmViewer, deep_film

FILM = SAMPLES / "pneumonia-1.jpg"

WITHOUT_GRAPHICS_CARD = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...others) {
    return kind === "webgl2" ? null : get.call(this, kind, ...others);
};
"""


@pytest.mark.parametrize("with_card", [True, False], ids=["webgl", "canvas"])
def test_a_narrow_window_shows_steps_that_the_preview_hides(
    clinician: Clinician, tmp_path: Path, *, with_card: bool
) -> None:
    if not with_card:
        clinician.page.add_init_script(WITHOUT_GRAPHICS_CARD)
    viewer = FilmViewer.of(clinician, deep_film(tmp_path))
    first = viewer.screen()
    assert abs(viewer.step_grey(first, 3504) - viewer.step_grey(first, 3496)) <= 1

    viewer.set_window(3500, 64)
    windowed = viewer.screen()
    assert viewer.step_grey(windowed, 3504) - viewer.step_grey(windowed, 3496) >= 20
    assert viewer.step_grey(windowed, 3376) == 0
    viewer.tool("Invert").click()
    assert viewer.step_grey(viewer.screen(), 3376) == 255

    viewer.tool("Zoom in").click()
    viewer.tool("Reset").click()
    expect(viewer.page.locator("#windowed")).to_be_hidden()
    film = viewer.box(viewer.film)
    area = (film["x"], film["y"], film["x"] + film["width"], film["y"] + film["height"])
    assert viewer.screen().crop(area).tobytes() == first.crop(area).tobytes()


def test_a_film_of_8_bits_is_windowed_by_its_preview(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    with page.expect_request("**/preview.jpg*"):
        page.get_by_label("Window preset").select_option("lungs")
    expect(page.locator("#windowed")).to_be_visible()
    expect(page.locator("#levels")).to_contain_text("Width")
    page.get_by_label("Window preset").select_option("stored")
    expect(page.locator("#windowed")).to_be_hidden()
    expect(viewer.picture).to_be_visible()


def test_levels_that_cannot_be_loaded_leave_the_film_as_it_is(clinician: Clinician, tmp_path: Path) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, deep_film(tmp_path))
    page.route("**/rendition.png*", lambda route: route.fulfill(status=403))
    page.get_by_label("Window preset").select_option("bones")
    expect(page.locator("#viewer-news")).to_contain_text("The window cannot be changed")
    expect(viewer.picture).to_be_visible()
    page.unroute("**/rendition.png*")
    page.get_by_label("Window preset").select_option("bones")
    expect(page.locator("#windowed")).to_be_visible()
    expect(page.locator("#viewer-news")).to_have_text("")
