"""The worklist of a busy site, whose answers are made up here: more films than a page holds, late ones."""

from datetime import UTC, datetime
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
        "created_at": now,
        "updated_at": now,
        "model_version": None,
        **judged,
        **more,
    }


class _Site:
    """A site whose studies the test lays down."""

    def __init__(self, page: Page) -> None:
        self.first_page: dict[str, Any] = {"studies": [], "cursor": None}
        self.single: dict[str, dict[str, Any]] = {}
        page.route("**/api/v1/studies", lambda route: route.fulfill(json=self.first_page))
        page.route("**/api/v1/studies/*", self._answer_one)

    def _answer_one(self, route: Route) -> None:
        study = self.single.get(route.request.url.rpartition("/")[2])
        route.fulfill(status=200 if study else 404, json=study or {"detail": "There is no such study."})

    def show(self, *studies: dict[str, Any], more: bool = False) -> None:
        cursor = studies[-1]["study_id"] if more else None
        self.first_page = {"studies": studies, "cursor": cursor}


def test_films_that_left_the_first_page_come_to_their_end_or_disappear(clinician: Clinician) -> None:
    site = _Site(clinician.page)
    site.show(*(_study(number, "processing") for number in range(30, 0, -1)))
    clinician.page.goto("/studies/")
    clinician.wait_for("processing", 30)

    reason = {"out_of_population_sentence": "The DICOM header names one side of the chest alone."}
    foreign = _study(2, patient_ref="P-2", label=None, in_population=False, **reason)
    site.single = {study["study_id"]: study for study in (foreign, *map(_study, (3, 4, 5)))}
    site.show(*map(_study, range(30, 5, -1)), more=True)
    clinician.wait_for("complete", 29)
    expect(clinician.studies("processing")).to_have_count(0)
    expect(clinician.page.locator("#study-news")).to_contain_text("P-2: Not validated for this film.")
    row = clinician.page.locator("#studies tbody tr", has_text="P-2")
    expect(row.locator(".probability")).to_have_text("\N{EN DASH}")
    expect(row.locator(".finding")).to_have_text(
        "Not validated for this film The DICOM header names one side of the chest alone."
    )
    expect(row.locator(".judged")).to_have_count(0)


def test_films_between_what_was_known_and_a_whole_new_page_can_be_reached(clinician: Clinician) -> None:
    site = _Site(clinician.page)
    site.show(_study(2), _study(1))
    clinician.page.goto("/studies/")
    clinician.wait_for("complete", 2)
    expect(clinician.page.get_by_role("button", name="Show older studies")).to_be_hidden()

    site.show(*map(_study, range(60, 35, -1)), more=True)
    clinician.wait_for("complete", 25)
    expect(clinician.page.get_by_role("button", name="Show older studies")).to_be_visible()


def test_a_film_that_nothing_comes_of_is_said_to_be_late(clinician: Clinician) -> None:
    site = _Site(clinician.page)
    late = LONG_AGO.isoformat()
    site.show(_study(2, "processing", updated_at=late), _study(1, "awaiting_upload", updated_at=late))
    clinician.page.goto("/studies/")
    for status in ("processing", "awaiting_upload"):
        row = clinician.wait_for(status)
        expect(row).to_contain_text("This is delayed")
        expect(row).to_contain_text("upload it again")
        expect(row.locator(".working")).to_have_count(0)
