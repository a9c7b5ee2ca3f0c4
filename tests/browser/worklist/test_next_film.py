"""From one film to the next: at once, by keyboard, and each verdict on its own film."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from cxr.study import Label, Study
from tests.browser.clinician import Clinician
from tests.browser.frames import processor_ms
from tests.browser.seeded_films import SeededFilms

LABELS = [Label.POSITIVE, Label.NEGATIVE] * 9 + [Label.UNCERTAIN] * 2
KEYS = ["y", "n"] * 8 + ["n", "y"] + ["y", "s"]
"""What the reader presses for each film: 16 times what the model says, twice the opposite."""

MOST_MILLISECONDS = 300
"""From the key to the next film on the screen."""

# The time from each J to the first frame that has the next film on it.
_STOPWATCH = """() => {
  window.painted = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "j") return;
    const { studyId } = document.getElementById("study").dataset;
    const look = () => requestAnimationFrame(() => {
      const [film, page] = [document.getElementById("preview"), document.getElementById("study")];
      const isShown = film.complete && film.naturalWidth && film.checkVisibility();
      if (!isShown || page.dataset.studyId === studyId) look();
      else setTimeout(() => painted.push(performance.now() - event.timeStamp));
    });
    look();
  }, { capture: true });
}"""


@pytest.fixture(autouse=True)
def _reads_films_first_and_by_keys(clinician: Clinician) -> None:
    page = clinician.page
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    settings = {"film_first": True, "hotkeys": True}
    answer = page.request.put("/api/v1/reading", data=settings, headers={"X-CSRFToken": token or ""})
    assert answer.status == 204


def _expect_film(page: Page, study: Study) -> None:
    expect(page.locator("#study")).to_have_attribute("data-study-id", study.study_id)
    expect(page.locator("#reference")).to_have_text(study.patient_ref or "")
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("#opinion-hidden")).to_be_visible()
    for part in ("judgement", "heatmap", "meaning", "heatmap-controls"):
        expect(page.locator(f"#{part}")).to_be_hidden()


def _wait_until_at_hand(page: Page, study: Study) -> None:
    page.wait_for_function(
        """path => performance.getEntriesByType("resource").some(({ name }) => name.includes(path))""",
        arg=f"{study.study_id}/preview.jpg",
        # With each frame, the wait would cost time on the processor that belongs to no film.
        polling=100,
    )


def _lose_what_is_sent(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_twenty_films_are_judged_by_keyboard_alone(clinician: Clinician, films: SeededFilms) -> None:
    page = clinician.page
    studies = films.add(LABELS)
    page.reload()
    rows = clinician.wait_for("complete", 20)
    expect(rows.first).to_contain_text("Hidden until you have judged the film")
    clinician.studies().first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    _expect_film(page, studies[0])
    page.evaluate(_STOPWATCH)

    def judge_all() -> None:
        for study, after, key in zip(studies, [*studies[1:], None], KEYS, strict=True):
            _expect_film(page, study)
            page.keyboard.press(key)
            if after:
                _wait_until_at_hand(page, after)
                page.keyboard.press("j")

    # Time on the processor: beside other tests, the clock also counts what else the machine is doing.
    assert processor_ms(page, judge_all) / len(studies) <= MOST_MILLISECONDS
    expect(page.locator("#verdict-state")).to_contain_text("before the model's opinion was shown.")
    expect(page.locator("#judgement")).to_be_visible()
    page.wait_for_function("painted.length === 19")
    painted = page.evaluate("painted")
    assert min(painted) <= MOST_MILLISECONDS, painted

    page.get_by_role("link", name="Agreement").click()
    row = page.get_by_role("row", name="Given before").locator("td")
    # 16 of 18 clear labels agreed with; pneumonia seen on 10 films, and none on 9.
    expect(row).to_have_text(
        ["20", "too few18 of 30 films", "too few10 of 30 films", "too few9 of 30 films", "1"]
    )
    table = csv.DictReader(io.StringIO(page.request.get("/agreement/verdicts-1.csv").text()))
    said = {line["study_id"]: line["finding"] or line["verdict"] for line in table}
    words = {"y": "pneumonia", "n": "none", "s": "unsure"}
    assert said == {study.study_id: words[key] for study, key in zip(studies, KEYS, strict=True)}


def test_a_film_counts_as_opened_when_its_reader_asks_for_it(
    clinician: Clinician, films: SeededFilms
) -> None:
    page = clinician.page
    first, second, _ = films.add([Label.POSITIVE] * 3)
    asked: list[bool] = []

    def note(request: Request) -> None:
        if request.url.endswith(f"/api/v1/studies/{second.study_id}"):
            asked.append("x-prefetch" not in request.headers)

    page.on("request", note)
    page.reload()
    clinician.wait_for("complete", 3).first.get_by_role("link").click()
    _expect_film(page, first)
    _wait_until_at_hand(page, second)
    assert asked == [False]
    page.keyboard.press("j")
    _expect_film(page, second)
    assert asked == [False, True]
    expect(page).to_have_url(re.compile(second.study_id))
    page.go_back()
    _expect_film(page, first)
    page.go_back()
    # Two films were looked at, and the third is still unread.
    expect(clinician.studies().last).to_have_class(re.compile("unread"))


def test_a_verdict_that_is_not_saved_is_named_at_the_next_film(
    clinician: Clinician, films: SeededFilms
) -> None:
    page = clinician.page
    first, second = films.add([Label.POSITIVE] * 2)
    page.reload()
    clinician.wait_for("complete", 2).first.get_by_role("link").click()
    _expect_film(page, first)
    _wait_until_at_hand(page, second)
    page.route("**/verdicts", _lose_what_is_sent)
    page.keyboard.press("y")
    page.keyboard.press("j")
    expect(page.locator("#reference")).to_have_text("R-2")
    expect(page.locator("#error")).to_contain_text("What you did last on study R-1 was not saved")
    _expect_film(page, second)
