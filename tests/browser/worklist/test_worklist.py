"""The worklist: uploading, watching, deleting."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician

NORMAL, OTHER = SAMPLES / "normal-1.jpg", SAMPLES / "normal-2.jpg"


def test_several_films_go_up_at_once_and_bad_files_are_named_at_once(
    clinician: Clinician, tmp_path: Path
) -> None:
    text, empty = tmp_path / "letter.txt", tmp_path / "empty.png"
    text.write_text("Dear colleague")
    empty.touch()
    clinician.upload(NORMAL, OTHER, text, empty)
    uploads = clinician.page.locator("#uploads li")
    expect(uploads.filter(has_text="letter.txt")).to_contain_text(
        "Not a DICOM, JPEG, PNG, TIFF, WebP or BMP file."
    )
    expect(uploads.filter(has_text="empty.png")).to_contain_text("The file is empty.")
    expect(uploads.filter(has_text="Read: No signs of pneumonia")).to_have_count(2)
    clinician.wait_for("complete", 2)


def test_nothing_is_sent_before_it_was_looked_at(clinician: Clinician, tmp_path: Path) -> None:
    page = clinician.page
    page.evaluate(
        """() => {
            const read = Blob.prototype.arrayBuffer;
            const isTime = new Promise((resolve) => (window.read = resolve));
            Blob.prototype.arrayBuffer = async function () {
              await isTime;
              return read.call(this);
            };
        }"""
    )
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague")
    chooser = page.get_by_label("Choose films")
    expect(chooser).to_be_enabled()
    chooser.set_input_files([NORMAL, letter])
    expect(page.locator("#uploads li")).to_have_count(2)
    expect(page.locator("#send")).to_be_hidden()
    page.evaluate("read()")
    expect(page.get_by_role("button", name="Upload 1 film")).to_be_visible()


def test_a_file_that_lies_about_its_type_is_refused_with_a_sentence(
    clinician: Clinician, tmp_path: Path
) -> None:
    fake = tmp_path / "film.jpg"
    fake.write_bytes(b"This is no image at all.")
    clinician.upload(fake)
    expect(clinician.wait_for("refused")).to_contain_text("The file is not an image.")


def test_a_film_can_be_dropped_on_the_page(clinician: Clinician) -> None:
    page = clinician.page
    expect(page.get_by_label("Choose films")).to_be_enabled()
    dropped = page.evaluate_handle(
        """async bytes => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "film.jpg", { type: "image/jpeg" }));
            return transfer;
        }""",
        list(NORMAL.read_bytes()),
    )
    # Not on the upload area: anywhere on the page.
    page.dispatch_event("#filters", "drop", {"dataTransfer": dropped})
    page.get_by_role("button", name="Upload 1 film").click()
    expect(page.locator("#uploads li")).to_contain_text("Read: No signs of pneumonia")


def test_a_film_that_waits_for_another_try_cannot_be_sent_twice(clinician: Clinician) -> None:
    page = clinician.page
    page.route(
        "**/api/v1/studies",
        lambda route: route.abort() if _is_post(route) else route.continue_(),
    )
    clinician.upload(*[NORMAL] * 4)
    again = page.get_by_role("button", name="Try again")
    expect(again).to_have_count(4)
    uploads = page.locator("#uploads li")
    expect(uploads.last).to_contain_text("The server could not be reached.")

    def hold(route: Route) -> None:
        if not _is_post(route):
            route.continue_()

    page.route("**/api/v1/studies", hold)
    for _ in range(4):
        again.first.click()
    expect(uploads.last.locator(".state")).to_have_text("Waiting")
    expect(again).to_have_count(0)


def test_each_film_has_a_reference_of_its_own(clinician: Clinician) -> None:
    page = clinician.page
    clinician.choose(NORMAL, OTHER)
    first, second = (
        page.get_by_role("textbox", name=f"Reference of {film.name}") for film in (NORMAL, OTHER)
    )
    first.fill("P-1")
    first.press("Enter")
    expect(second).to_be_focused()
    expect(second).to_be_empty()
    page.get_by_role("button", name="Use the first reference for all").click()
    expect(second).to_have_value("P-1")
    second.fill("P-2")
    second.press("Enter")
    clinician.wait_for("complete", 2)
    for reference in ("P-1", "P-2"):
        expect(clinician.studies().filter(has_text=reference)).to_have_count(1)


def test_a_chosen_film_has_its_picture_and_a_dicom_file_its_size(
    clinician: Clinician, tmp_path: Path
) -> None:
    dicom = tmp_path / "film.dcm"
    dicom.write_bytes(bytes(128) + b"DICM" + bytes(3 * 1024 * 1024))
    rows = clinician.choose(NORMAL, dicom)
    picture = rows.first.locator(".picture")
    expect(picture).to_be_visible()
    with Image.open(NORMAL) as film:
        grey = float(np.asarray(film.convert("L").resize((40, 40))).mean())
    # The film fills the width of 40 pixels, and not all of their height.
    drawn: list[float] = picture.evaluate(
        """canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 4, 40, 32);
          const seen = [...data].filter((_, i) => i % 4 === 0 && data[i + 3] === 255);
          return [seen.length, seen.reduce((sum, one) => sum + one, 0) / seen.length];
        }"""
    )
    assert drawn[0] == 40 * 32
    assert drawn[1] == pytest.approx(grey, abs=5)
    expect(rows.last.locator(".size")).to_have_text("3 MB")
    expect(rows.last.locator(".picture")).to_be_hidden()


def test_more_contrast_makes_hints_as_dark_as_text(clinician: Clinician) -> None:
    page = clinician.page
    colours = "new Set(['.hint', 'body'].map((one) => getComputedStyle(document.querySelector(one)).color))"
    # The heading shows before the last style has come.
    page.wait_for_function(f"{colours}.size === 2")
    page.emulate_media(contrast="more")
    page.wait_for_function(f"{colours}.size === 1")


def test_a_film_from_another_system_appears_by_itself(clinician: Clinician, stack: LocalStack) -> None:
    page = clinician.page
    page.get_by_text("Films from other systems").click()
    inbox = page.get_by_text("s3://").inner_text().removeprefix(f"s3://{stack.outputs['uploads_bucket']}/")
    stack.clients.s3.upload_file(str(NORMAL), stack.outputs["uploads_bucket"], f"{inbox}ward 3 (a+b).jpg")
    clinician.wait_for("complete")
    expect(page.locator("body")).not_to_contain_text("ward 3")


def test_a_study_is_deleted_only_after_confirmation(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(NORMAL)
    clinician.wait_for("complete").get_by_role("link").click()
    page.get_by_role("button", name="Delete study").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#probability")).to_be_visible()
    page.get_by_role("button", name="Delete study").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("No studies yet.")).to_be_visible()
    expect(page.get_by_text("The study is deleted.")).to_be_visible()


@pytest.mark.parametrize("path", ["/log-in", "/sign-up", "/about", "/studies/"])
def test_pages_fit_a_phone(clinician: Clinician, path: str) -> None:
    page = clinician.page
    if path in {"/log-in", "/sign-up"}:
        clinician.log_out()
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_can_be_reached_by_keyboard(clinician: Clinician) -> None:
    page = clinician.page
    expect(page.get_by_label("Choose films")).to_be_enabled()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"Worklist", "About", "Log out", "files", "Films from other systems"} <= reached


def test_an_upload_without_a_session_waits_for_the_next_log_in(clinician: Clinician, page: Page) -> None:
    # The page's own requests would lead there too, before the film is chosen.
    page.wait_for_load_state("networkidle")
    page.route(re.compile(r"/api/v1/(worklist|session)$"), lambda route: route.abort())
    # From here on, none is under way.
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    page.context.clear_cookies()
    clinician.upload(NORMAL)
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()


def test_a_cancelled_upload_leaves_nothing_and_can_be_tried_again(
    clinician: Clinician, page: Page, stack: LocalStack
) -> None:
    bucket = stack.outputs["uploads_bucket"]
    page.route(re.compile(re.escape(bucket)), lambda _: None)
    with page.expect_request(lambda request: bucket in request.url):
        clinician.upload(NORMAL)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Cancel the upload of normal-1.jpg").click()
    row = page.locator("#uploads li")
    expect(row).to_contain_text("Cancelled. The film was not sent.")
    expect(page.locator("#studies tbody tr:not(.deleted)")).to_have_count(0)
    page.unroute_all()
    row.get_by_role("button", name="Try again").click()
    clinician.wait_for("complete")


def _is_post(route: Route) -> bool:
    return route.request.method == "POST"
