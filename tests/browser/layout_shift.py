"""How far a page jumps while it loads, as browsers measure it."""

from playwright.sync_api import Page

MOST = 0.1
"""The cumulative layout shift that counts as good (web.dev/cls)."""

_OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries())
    if (!hadRecentInput) shifts.push([value, sources.map(({ node }) => node?.id || node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });
"""


def observe(page: Page) -> None:
    """Watch each page that is opened from here on."""
    page.add_init_script(_OBSERVE)


def layout_shift(page: Page) -> float:
    """Return all shifts since the page was opened: at least what browsers report as its CLS."""
    # What the last frame moved is known in the frame after it.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    total: float = page.evaluate("shifts.reduce((sum, [value]) => sum + value, 0)")
    return total


def what_moved(page: Page) -> object:
    """Return the shifts with the elements that moved."""
    return page.evaluate("shifts")
