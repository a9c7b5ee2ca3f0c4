"""Reading a film by keyboard."""

from playwright.sync_api import expect

from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.film_viewer import FilmViewer

FILM = SAMPLES / "pneumonia-1.jpg"


def test_keys_act_only_while_the_viewer_has_the_focus(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    invert, heatmap = viewer.tool("Invert"), viewer.tool("Heatmap")
    page.keyboard.press("i")
    page.get_by_label("Films that show pneumonia here, in per cent").press("h")
    viewer.tool("Window and position").click()
    page.get_by_label("Window width").press("i")
    for button in (invert, heatmap):
        expect(button).to_have_attribute("aria-pressed", "false")

    viewer.film.focus()
    page.keyboard.press("h")
    expect(page.locator("#heatmap")).to_be_visible()
    expect(page.locator("#overlay-hint")).to_be_visible()
    opacity = page.get_by_label("Opacity")
    page.keyboard.press("[")
    expect(opacity).to_have_value("40")
    opacity.press("h")
    expect(page.locator("#heatmap")).to_be_visible()
    viewer.film.focus()
    page.keyboard.press("1")
    expect(viewer.zoom).to_have_text("100 %")


def test_single_keys_can_be_switched_off_in_this_browser(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    viewer.film.focus()
    page.keyboard.press("?")
    page.get_by_label("Keys with letters, digits and signs").uncheck()
    page.keyboard.press("Escape")
    expect(viewer.tool("Keys and gestures")).to_be_focused()
    page.reload()
    expect(viewer.zoom).to_contain_text("%")
    viewer.film.focus()
    page.keyboard.press("i")
    expect(viewer.tool("Invert")).to_have_attribute("aria-pressed", "false")
