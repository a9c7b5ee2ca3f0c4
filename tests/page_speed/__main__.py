"""`python -m tests.page_speed` measures how smooth the pages are, and writes docs/page_speed.md.

It starts a stack of its own. Run it on a calm machine: some of the figures are of the clock.
"""

import os
import platform
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser

from infra.local.stack import LocalStack
from tests.browser.chromium import browser_and_stack
from tests.browser.clinician import Clinician
from tests.browser.frames import frame_distances_ms, longest_frame_ms
from tests.browser.layout_shift import SCREENS, layout_shifts
from tests.browser.panned_film import PannedFilm
from tests.browser.seeded_films import SeededFilms
from tests.support.worklist_speed import STUDIES, page_seconds

PAGE = Path(__file__).parents[2] / "docs" / "page_speed.md"
_TEMPLATE = Path(__file__).with_name("page.md")
_ROUNDS = 100


def main() -> None:
    """Measure, and write the page."""
    with browser_and_stack() as (browser, stack):
        PAGE.write_text(_rendered(browser, stack))
    print(f"{PAGE} is written.")


def _rendered(browser: Browser, stack: LocalStack) -> str:
    by_screen = {screen: layout_shifts(*_site(browser, stack, screen)) for screen in SCREENS}
    clinician, films = _site(browser, stack, (1920, 1080))
    film = PannedFilm(clinician, films, is_covered=True)
    longest = longest_frame_ms(film.page, film.pan)
    distances = frame_distances_ms(film.page, film.pan)
    seconds = page_seconds(_ROUNDS)
    return _TEMPLATE.read_text().format(
        processors=os.cpu_count(),
        machine=platform.machine(),
        browser=f"Chromium {browser.version}",
        screens=" | ".join(f"{width} x {height}" for width, height in by_screen),
        columns="|".join("---:" for _ in by_screen),
        shifts="\n".join(
            f"| {name} | {' | '.join(f'{shifts[name]:.3f}' for shifts in by_screen.values())} |"
            for name in by_screen[SCREENS[0]]
        ),
        longest_ms=longest,
        median_ms=median(distances),
        p95_ms=quantiles(distances, n=20)[-1],
        most_ms=max(distances),
        frames=len(distances),
        studies=f"{STUDIES:,}",
        server_ms=1000 * quantiles(seconds, n=20)[-1],
        rounds=_ROUNDS,
    )


def _site(browser: Browser, stack: LocalStack, screen: tuple[int, int]) -> tuple[Clinician, SeededFilms]:
    """Return somebody new at a screen, and their site."""
    width, height = screen
    context = browser.new_context(base_url=stack.outputs["url"], viewport={"width": width, "height": height})
    clinician = Clinician(context.new_page())
    clinician.sign_up()
    clinician.log_in()
    return clinician, SeededFilms.of(clinician, stack)


if __name__ == "__main__":
    main()
