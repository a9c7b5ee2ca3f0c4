"""Reading a film: zooming, moving, and the regions on it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.film_viewer import FilmViewer
from tests.browser.frames import longest_frame_ms
from tests.browser.panned_film import PannedFilm
from tests.browser.seeded_films import SeededFilms

FILM = SAMPLES / "pneumonia-1.jpg"


@pytest.mark.parametrize(("width", "height", "share"), [(1440, 900, 0.5), (1920, 1080, 0.55)])
def test_the_film_takes_most_of_a_screen_beside_its_finding(
    clinician: Clinician, width: int, height: int, share: float
) -> None:
    page = clinician.page
    page.set_viewport_size({"width": width, "height": height})
    viewer = FilmViewer.of(clinician, FILM)
    picture = viewer.box(viewer.picture)
    assert picture["width"] * picture["height"] >= share * width * height
    assert picture["y"] + picture["height"] <= height
    for part in ("reference", "label", "probability", "scale"):
        expect(page.locator(f"#{part}")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_phone_shows_the_whole_film_with_label_and_probability(clinician: Clinician) -> None:
    page = clinician.page
    page.set_viewport_size({"width": 360, "height": 740})
    viewer = FilmViewer.of(clinician, FILM)
    for part in (viewer.picture, page.locator("#label"), page.locator("#probability")):
        expect(part).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_point_under_the_pointer_stays_while_the_wheel_zooms(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    # A pointer is on a whole pixel.
    x, y = (round(at) for at in viewer.point_of(0.3, 0.7))
    picture = viewer.box(viewer.picture)
    share = (x - picture["x"]) / picture["width"], (y - picture["y"]) / picture["height"]
    page.mouse.move(x, y)
    before = picture["width"]
    for _ in range(5):
        page.mouse.wheel(0, -240)
        page.wait_for_function("w => document.getElementById('preview').clientWidth > w", arg=before + 1)
        before = viewer.box(viewer.picture)["width"]
        after = viewer.point_of(*share)
        assert abs(after[0] - x) < 2
        assert abs(after[1] - y) < 2


def test_regions_stay_on_the_film_at_every_zoom(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    regions = page.request.get(f"/api/v1/studies/{page.url.rpartition('/')[2]}").json()["regions"]
    assert regions
    expect(page.locator("#regions")).to_be_hidden()
    viewer.tool("Regions").click()
    boxes = page.locator("#regions > div")
    expect(boxes).to_have_count(len(regions))
    viewer.tool("Window and position").click()
    for tool in ("Zoom in", "Zoom in", "Move left", "Actual size", "Zoom out", "Fit"):
        viewer.tool(tool).click()
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        for region, box in zip(regions, boxes.all(), strict=True):
            found = viewer.box(box)
            left, top = viewer.point_of(region["x"], region["y"])
            right, bottom = viewer.point_of(region["x"] + region["width"], region["y"] + region["height"])
            corners = (found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"])
            misses = [abs(a - b) for a, b in zip((left, top, right, bottom), corners, strict=True)]
            assert max(misses) <= 1


def test_regions_are_listed_in_words_too(clinician: Clinician) -> None:
    page = clinician.page
    FilmViewer.of(clinician, FILM)
    regions = page.request.get(f"/api/v1/studies/{page.url.rpartition('/')[2]}").json()["regions"]
    page.get_by_text("Where the evidence lies", exact=True).click()
    words = page.locator("#region-list li")
    expect(words).to_have_count(len(regions))
    expect(words.first).to_contain_text(f"{round(regions[0]['weight'] * 100)} % of the evidence")


def test_two_fingers_zoom_by_what_they_spread(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    before = viewer.box(viewer.picture)["width"]
    x, y = viewer.point_of(0.5, 0.5)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, apart: float) -> None:
        points = [{"x": x - apart / 2, "y": y, "id": 0}, {"x": x + apart / 2, "y": y, "id": 1}]
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else points}
        )

    fingers("touchStart", 100)
    for apart in range(110, 201, 10):
        fingers("touchMove", apart)
    fingers("touchEnd", 200)
    page.wait_for_function("w => document.getElementById('preview').clientWidth > w", arg=before * 1.96)
    assert abs(viewer.box(viewer.picture)["width"] / before - 2) <= 0.1


def _left_of(page: Page) -> float:
    left: float = page.locator("#preview").evaluate("e => e.getBoundingClientRect().left")
    return left


def test_a_drag_moves_a_zoomed_film_and_the_right_button_windows_it(clinician: Clinician) -> None:
    page = clinician.page
    viewer = FilmViewer.of(clinician, FILM)
    viewer.tool("Actual size").click()
    viewer.tool("Zoom in").click()
    expect(viewer.zoom).to_have_text("125 %")
    before = _left_of(page)
    film = viewer.box(viewer.film)
    x, y = film["x"] + 200, film["y"] + 200
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y, steps=5)
    page.mouse.up()
    page.wait_for_function(
        "left => Math.abs(document.getElementById('preview').getBoundingClientRect().left - left) < 1",
        arg=before + 50,
    )
    page.mouse.down(button="right")
    page.mouse.move(x + 50, y + 60, steps=5)
    page.mouse.up(button="right")
    expect(page.locator("#windowed")).to_be_visible()
    expect(page.locator("#preset")).to_have_value("own")


@pytest.mark.parametrize("is_covered", [False, True], ids=["film", "heatmap"])
def test_a_film_of_2048_pixels_moves_without_a_long_frame(
    clinician: Clinician, films: SeededFilms, *, is_covered: bool
) -> None:
    clinician.page.set_viewport_size({"width": 1920, "height": 1080})
    film = PannedFilm(clinician, films, is_covered=is_covered)
    assert longest_frame_ms(film.page, film.pan) <= 50
