"""Pages keep still while they load: nothing moves under the pointer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from cxr.study import Label
from tests.browser.clinician import Clinician
from tests.browser.layout_shift import MOST, layout_shift, observe, what_moved
from tests.browser.seeded_films import SeededFilms

SCREENS = [(1440, 900), (360, 740)]


def _held(page: Page, path: str, shown: str) -> Callable[[], None]:
    """Hold the answers for a path until `shown` is visible, as on a slow line."""
    held: list[Route] = []
    page.route(path, held.append)

    def release() -> None:
        expect(page.locator(shown)).to_be_visible()
        page.unroute(path)
        for route in held:
            route.continue_()

    return release


def _expect_still(page: Page) -> None:
    assert layout_shift(page) <= MOST, what_moved(page)


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_no_page_moves_while_it_loads(
    clinician: Clinician, films: SeededFilms, width: int, height: int
) -> None:
    page = clinician.page
    page.set_viewport_size({"width": width, "height": height})
    observe(page)
    for path in ("/studies/", "/about", "/account/", "/agreement/"):
        page.goto(path)
        expect(page.locator("#empty, main h1:not(.visually-hidden)").first).to_be_visible()
        _expect_still(page)

    study, *_ = films.add([Label.POSITIVE, Label.NEGATIVE, Label.UNCERTAIN] * 5, reference="P-7")
    release = _held(page, "**/api/v1/worklist", "#skeleton")
    page.goto("/studies/")
    release()
    clinician.wait_for("complete", 15)
    _expect_still(page)

    release = _held(page, "**/preview.jpg*", "#film-placeholder")
    page.goto(f"/studies/{study.study_id}")
    release()
    expect(page.locator("#judgement")).to_be_visible()
    expect(page.locator("#priors-list li").first).to_be_visible()
    _expect_still(page)

    clinician.log_out()
    for path in ("/log-in", "/sign-up", "/about"):
        page.goto(path)
        expect(page.locator("main h1").first).to_be_visible()
        _expect_still(page)
