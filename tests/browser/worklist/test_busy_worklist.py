"""The worklist of a busy site, whose answers are made up here: films that come, end and disappear."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.clinician import Clinician

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def _study(number: int, status: str = "complete", **more: Any) -> dict[str, Any]:
    judged = {"probability": 0.97, "label": "positive"} if status == "complete" else {}
    now = datetime.now(UTC).isoformat()
    nothing = dict.fromkeys(("patient_ref", "probability", "label", "in_population", "reason_sentence"))
    return {
        **nothing,
        "study_id": f"{number:026d}",
        "status": status,
        "received_at": now,
        "updated_at": now,
        "model_version": None,
        "unread": True,
        "overdue": False,
        "has_thumbnail": False,
        **judged,
        **more,
    }


class _Site:
    """A site whose studies the test lays down, in the order of the list."""

    def __init__(self, page: Page) -> None:
        self.studies: list[dict[str, Any]] = []
        self.beyond: dict[str, dict[str, Any]] = {}
        self.cursor: str | None = None
        self.error: dict[str, Any] | None = None
        self.error_of_polls: dict[str, Any] | None = None
        self.held: list[Route] = []
        self.is_slow = False
        page.route("**/api/v1/worklist", self._take)

    def _take(self, route: Route) -> None:
        if self.is_slow:
            self.held.append(route)
        else:
            self.answer(route)

    def answer(self, route: Route) -> None:
        error = self.error_of_polls if "x-background" in route.request.headers else self.error
        if error:
            route.fulfill(status=500, json=error)
            return
        asked: dict[str, Any] = route.request.post_data_json or {}
        known = {**self.beyond, **{study["study_id"]: study for study in self.studies}}
        route.fulfill(
            json={
                "studies": self.studies,
                "cursor": self.cursor,
                "total": None,
                "is_cut": False,
                "order": asked["order"],
                "as_of": (datetime.now(UTC) - timedelta(milliseconds=1)).isoformat(),
                "unread": {"positive": len(self.studies)},
                "unread_is_cut": False,
                "also": [known[study_id] for study_id in asked.get("also", ()) if study_id in known],
            }
        )


def test_films_beyond_the_first_page_come_to_their_end_or_disappear(clinician: Clinician) -> None:
    site = _Site(clinician.page)
    site.studies = [_study(number, "processing") for number in range(30, 0, -1)]
    clinician.page.goto("/studies/")
    clinician.wait_for("processing", 30)

    reason = {"out_of_population_sentence": "The DICOM header names one side of the chest alone."}
    outside = _study(2, patient_ref="P-2", label=None, in_population=False, **reason)
    site.beyond = {study["study_id"]: study for study in (outside, *map(_study, (3, 4, 5)))}
    site.studies, site.cursor = [_study(number) for number in range(30, 5, -1)], "more"
    clinician.wait_for("complete", 29)
    expect(clinician.page.locator("#studies tr.deleted")).to_contain_text("Deleted")
    expect(clinician.page.locator("#study-news")).to_contain_text("P-2: Not validated for this film.")
    row = clinician.page.locator("#studies tbody tr", has_text="P-2")
    expect(row.locator(".probability")).to_have_text("\N{EN DASH}")
    expect(row.locator(".finding")).to_have_text(
        "Not validated for this film The DICOM header names one side of the chest alone."
    )
    expect(row.locator(".judged")).to_have_count(0)


def test_new_films_wait_until_the_reader_asks_for_them(clinician: Clinician) -> None:
    page, site = clinician.page, _Site(clinician.page)
    site.studies = [_study(2), _study(1)]
    page.goto("/studies/")
    clinician.wait_for("complete", 2)
    site.studies = [_study(number) for number in (5, 4, 3, 2, 1)]
    news = page.get_by_role("button", name="3 new")
    expect(news).to_be_visible()
    expect(clinician.studies()).to_have_count(2)
    news.click()
    expect(clinician.studies()).to_have_count(5)
    expect(clinician.studies().first.get_by_role("link")).to_be_focused()
    expect(news).to_be_hidden()


def test_a_film_that_nothing_comes_of_is_said_to_be_late(clinician: Clinician) -> None:
    site = _Site(clinician.page)
    late = LONG_AGO.isoformat()
    site.studies = [_study(2, "processing", updated_at=late), _study(1, "awaiting_upload", updated_at=late)]
    clinician.page.goto("/studies/")
    for status in ("processing", "awaiting_upload"):
        row = clinician.wait_for(status)
        expect(row).to_contain_text("This is delayed")
        expect(row).to_contain_text("upload it again")
        expect(row.locator(".working")).to_have_count(0)


def test_films_of_one_second_have_names_of_their_own(clinician: Clinician) -> None:
    site = _Site(clinician.page)
    noon = datetime.now(UTC).replace(microsecond=0).isoformat()
    site.studies = [_study(number, received_at=noon) for number in range(12)]
    clinician.page.goto("/studies/")
    rows = clinician.wait_for("complete", 12)
    names = {row.get_by_role("link").text_content() or "" for row in rows.all()}
    assert len(names) == 12
    assert all(name.startswith("Unread: ") for name in names)


def test_an_error_names_its_identifier_and_can_be_tried_again(clinician: Clinician) -> None:
    page, site = clinician.page, _Site(clinician.page)
    site.error = {"detail": "Something went wrong on our side.", "correlation_id": "id-4711"}
    site.error_of_polls = site.error
    page.goto("/studies/")
    error = page.get_by_role("alert")
    expect(error).to_contain_text("id-4711")
    # A poll that finds the list would take the button away.
    site.error = None
    error.get_by_role("button", name="Try again").click()
    site.error_of_polls = None
    expect(page.get_by_text("No studies yet.")).to_be_visible()
    expect(error).to_be_hidden()


def test_an_answer_that_comes_late_takes_no_change_back(clinician: Clinician) -> None:
    page, site = clinician.page, _Site(clinician.page)
    site.studies = [_study(1)]
    page.route("**/api/v1/studies/*", lambda route: route.fulfill(status=204))
    page.goto("/studies/")
    clinician.wait_for("complete")
    page.get_by_label("Select all shown").check()
    with page.expect_request("**/api/v1/worklist"):
        site.is_slow = True
    page.get_by_role("button", name="Mark read").click()
    unread = page.locator("#studies tr.unread")
    expect(unread).to_have_count(0)
    with page.expect_response("**/api/v1/worklist"):
        site.answer(site.held.pop())
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert unread.count() == 0
