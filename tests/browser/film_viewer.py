"""The viewer of a result page, as a reader works with it."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.clinician import SAMPLES, Clinician
from tests.support.films.dicoms import dicom

STEPS, FIRST_CODE, CODES_APART = 32, 3376, 8
"""The wedge: squares side by side, each brighter by a few codes of 12 bits."""

_SIDE, _LEFT, _TOP = 20, 60, 740
"""Pixels of a square, and where the wedge begins on the film."""


def deep_film(folder: Path) -> Path:
    """A DICOM file of 12 bits with a wedge, 1,024 x 832, that the model takes for a film."""
    with Image.open(SAMPLES / "pneumonia-1.jpg") as film:
        grey = np.asarray(film.convert("L")).astype(np.uint16)
    # More levels than a preview has.
    codes = grey * 12 + 500 + np.arange(grey.shape[1], dtype=np.uint16) % 4
    for step in range(STEPS):
        left = _LEFT + step * _SIDE
        codes[_TOP : _TOP + _SIDE, left : left + _SIDE] = FIRST_CODE + CODES_APART * step
    path = folder / "film.dcm"
    path.write_bytes(dicom(codes.astype(np.uint16), PatientAge="003Y", WindowCenter=2048, WindowWidth=4096))
    return path


class FilmViewer:
    """The viewer of the film that a page shows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.film = page.locator("#film")
        self.picture = page.locator("#preview")
        self.zoom = page.locator("#zoom")

    @classmethod
    def of(cls, clinician: Clinician, film: Path) -> "FilmViewer":
        """Upload a film and open it."""
        clinician.upload(film)
        clinician.wait_for("complete").get_by_role("link").click()
        viewer = cls(clinician.page)
        expect(viewer.zoom).to_contain_text("%")
        expect(clinician.page.locator("#judgement")).to_be_visible()
        # The last of the tools: from here on, none makes room for another.
        expect(clinician.page.locator("#heatmap-controls")).to_be_visible()
        return viewer

    def box(self, of: Locator) -> FloatRect:
        box = of.bounding_box()
        assert box
        return box

    def tool(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def set_window(self, centre: float, width: float) -> None:
        """Type a window into the fields, and close them again."""
        self.tool("Window and position").click()
        fields = (self.page.get_by_label("Window width"), self.page.get_by_label("Window centre"))
        for field, value in zip(fields, (width, centre), strict=True):
            expect(field).not_to_have_value("")
            field.fill(str(value))
        expect(self.page.locator("#levels")).to_have_text(f"Width {width:,}, centre {centre:,}")
        self.tool("Window and position").click()

    def point_of(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the film, as shares of its width and height, lies on the screen."""
        box = self.box(self.picture)
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def screen(self) -> Image.Image:
        """The picture of the screen in greys, once the film is decoded and painted."""
        self.page.evaluate("""async () => {
          await document.getElementById("preview").decode();
          for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
        }""")
        return Image.open(io.BytesIO(self.page.screenshot())).convert("L")

    def step_grey(self, screen: Image.Image, code: int) -> int:
        """The grey of the wedge's square that has this code."""
        middle = _LEFT + ((code - FIRST_CODE) // CODES_APART + 0.5) * _SIDE
        x, y = self.point_of(middle / 1024, (_TOP + _SIDE / 2) / 832)
        grey = screen.getpixel((round(x), round(y)))
        assert isinstance(grey, int)
        return grey
