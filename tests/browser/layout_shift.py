"""How far pages jump while they load, as browsers measure it."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from cxr.study import Label
from tests.browser.clinician import Clinician
from tests.browser.seeded_films import SeededFilms

SCREENS = [(1440, 900), (360, 740)]

_OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value;
}).observe({ type: "layout-shift", buffered: true });
"""


def layout_shifts(clinician: Clinician, films: SeededFilms) -> dict[str, float]:
    """Return the shift of pages while they load, by page: at least what browsers report as its CLS.

    The worklist and the result come as on a slow line. It logs the clinician out.
    """
    page = clinician.page
    page.add_init_script(_OBSERVE)
    shifts: dict[str, float] = {}

    def look(name: str, path: str, *shown: str) -> None:
        page.goto(path)
        for part in shown:
            expect(page.locator(part).first).to_be_visible()
        shifts[name] = _shift(page)

    look("worklist without studies", "/studies/", "#empty")
    for name in ("account", "agreement"):
        look(name, f"/{name}/", "main h1")
    study, *_ = films.add([Label.POSITIVE, Label.NEGATIVE, Label.UNCERTAIN] * 5, reference="P-7")
    with_studies = ("#studies tbody tr:nth-child(15)", ".thumbnail img")
    look("worklist", "/studies/", *with_studies)
    _slow_down(
        page, "**/api/v1/worklist", "#skeleton", lambda: look("worklist, slow", "/studies/", *with_studies)
    )
    result = f"/studies/{study.study_id}"
    finding = ("#judgement", "#priors-list li")
    look("result", result, *finding)
    _slow_down(page, "**/preview.jpg*", "#film-placeholder", lambda: look("result, slow", result, *finding))
    clinician.log_out()
    look("log-in", "/log-in", "main h1")
    look("about", "/about", "main h1")
    return shifts


def _slow_down(page: Page, path: str, shown: str, open_page: Callable[[], None]) -> None:
    """Hold the first answer for a path until the page shows that it waits."""

    def hold(route: Route) -> None:
        expect(page.locator(shown)).to_be_visible()
        route.continue_()

    # The page that is open may ask for the same path.
    page.goto("about:blank")
    page.route(path, hold, times=1)
    open_page()


def _shift(page: Page) -> float:
    # What the last frame moved is known in the frame after it.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shift: float = page.evaluate("shift")
    return shift
