"""How a page is looked at: on which screen, in which colours, or on paper."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Look:
    """A screen and its colours. ``is_whole``: photograph the whole page, not only what is in sight."""

    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    is_high_contrast: bool = False
    is_print: bool = False
    is_whole: bool = False


LOOKS = {
    "light-1440": Look(1440, 900),
    "dark-1440": Look(1440, 900, "dark"),
    "dark-1920": Look(1920, 1080, "dark"),
    "light-360": Look(360, 740, is_whole=True),
    "dark-360": Look(360, 740, "dark", is_whole=True),
    "high-contrast": Look(1440, 900, "dark", is_high_contrast=True),
    "print": Look(794, 1123, is_print=True, is_whole=True),
}


def apply(page: Page, look: Look) -> None:
    """Show the page in this look."""
    page.emulate_media(
        media="print" if look.is_print else "screen",
        color_scheme=look.scheme,
        forced_colors="active" if look.is_high_contrast else "none",
        reduced_motion="reduce",
    )
    page.set_viewport_size({"width": look.width, "height": look.height})
    # The viewer fits the film into its frame with the next frame of the screen.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
