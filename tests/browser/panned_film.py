"""A film of 2,048 pixels at actual size, to be moved under the pointer."""

from playwright.sync_api import expect

from cxr.study import Label
from tests.browser.clinician import Clinician
from tests.browser.film_viewer import FilmViewer
from tests.browser.seeded_films import SeededFilms


class PannedFilm:
    """``is_covered``: with its heatmap, and inverted."""

    def __init__(self, clinician: Clinician, films: SeededFilms, *, is_covered: bool) -> None:
        self.page = clinician.page
        (study,) = films.add([Label.POSITIVE])
        self.page.goto(f"/studies/{study.study_id}")
        viewer = FilmViewer(self.page)
        expect(viewer.zoom).to_contain_text("%")
        viewer.tool("Actual size").click()
        expect(viewer.zoom).to_have_text("100 %")
        expect(self.page.locator("#heatmap-controls")).to_be_visible()
        if is_covered:
            viewer.tool("Heatmap").click()
            viewer.tool("Invert").click()
            self._settle()

    def pan(self) -> None:
        """Move the film 60 times."""
        before = self._left()
        self.page.mouse.move(700, 500)
        self.page.mouse.down()
        for step in range(60):
            self.page.mouse.move(700 + 4 * (step % 30), 500 + 3 * (step % 30))
        self.page.mouse.up()
        self.page.wait_for_function(
            "before => document.getElementById('preview').getBoundingClientRect().left !== before", arg=before
        )

    def _settle(self) -> None:
        """Wait until the heatmap is decoded and painted: that belongs to its button, not to the movement."""
        self.page.evaluate("""async () => {
          await document.getElementById("heatmap").decode();
          for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
        }""")

    def _left(self) -> float:
        left: float = self.page.locator("#preview").evaluate("e => e.getBoundingClientRect().left")
        return left
