"""A new member's first minutes: three steps, and a sample film that is counted nowhere."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.clinician import SAMPLES, Clinician

NOT_KEPT = re.compile("Tried, and not kept")


def _opens_the_sample(page: Page) -> None:
    page.get_by_role("link", name="Open the sample film").click()
    expect(page.get_by_role("note")).to_contain_text("A synthetic film, of no patient.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sample film, of no patient")


def test_a_new_member_tries_the_sample_and_nothing_is_counted(clinician: Clinician) -> None:
    page = clinician.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    expect(page.get_by_role("heading", name="Three steps")).to_be_visible()
    _opens_the_sample(page)
    expect(page.locator("#label")).to_have_text("Signs of pneumonia")
    expect(page.locator("#meaning")).to_be_visible()
    page.locator("#film").focus()
    page.keyboard.press("h")
    expect(page.locator("#heatmap")).to_be_visible()
    assert page.locator("#heatmap").evaluate("image => image.naturalWidth") > 0
    page.keyboard.press("r")
    expect(page.locator("#regions > *").first).to_be_visible()
    page.get_by_label("Window preset").select_option("bones")
    expect(page.locator("#windowed")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Agree")).click()
    expect(page.locator("#verdict-state")).to_have_text(NOT_KEPT)
    expect(page.locator("#note-part")).to_be_hidden()
    assert not [one for one in sent if "/api/v1/studies/" in one]
    with page.expect_download() as report:
        page.get_by_role("link", name="Report (PDF)").click()
    assert report.value.suggested_filename == "pneumoscope-sample.pdf"

    page.get_by_role("link", name="Agreement").click()
    expect(page.get_by_text("There is no verdict yet.")).to_be_visible()
    page.get_by_role("link", name="Worklist", exact=True).click()
    expect(clinician.studies()).to_have_count(0)
    page.get_by_role("button", name="Remove the sample").click()
    expect(page.get_by_text("The sample film is removed.")).to_be_visible()
    expect(page.get_by_text("No studies yet.")).to_be_visible()
    expect(page.get_by_role("link", name="Open the sample film")).to_be_hidden()


def test_film_first_holds_on_the_sample_and_real_films_replace_it(clinician: Clinician) -> None:
    page = clinician.page
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    settings = {"film_first": True, "hotkeys": True}
    assert page.request.put("/api/v1/reading", data=settings, headers={"X-CSRFToken": token or ""}).ok
    _opens_the_sample(page)
    expect(page.locator("#opinion-hidden")).to_be_visible()
    for part in ("judgement", "heatmap-controls", "meaning", "record"):
        expect(page.locator(f"#{part}")).to_be_hidden()
    page.keyboard.press("y")
    expect(page.locator("#verdict-state")).to_have_text(NOT_KEPT)
    for part in ("judgement", "heatmap-controls", "record"):
        expect(page.locator(f"#{part}")).to_be_visible()
    expect(page.locator("#opinion-hidden")).to_be_hidden()

    page.get_by_role("link", name="← Worklist").click()
    clinician.upload(SAMPLES / "normal-1.jpg")
    clinician.wait_for("complete")
    expect(page.get_by_role("link", name="Open the sample film")).to_be_hidden()
    expect(clinician.studies()).to_have_count(1)


def test_a_heatmap_asked_for_while_it_loads_shows_once_it_is_there(clinician: Clinician) -> None:
    page = clinician.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/heatmap.png*", hold)
    with page.expect_request("**/heatmap.png*"):
        _opens_the_sample(page)
    expect(page.locator("#meaning")).to_be_visible()
    page.locator("#film").focus()
    page.keyboard.press("h")
    expect(page.locator("#show-heatmap")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#heatmap")).to_be_hidden()
    held.pop().continue_()
    expect(page.locator("#heatmap")).to_be_visible()
