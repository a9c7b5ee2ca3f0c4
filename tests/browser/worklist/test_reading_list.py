"""A worklist to work from: with the mouse, by keyboard, and from one film to the next."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from cxr.storage.studies.study_item import study_to_item
from cxr.study import Study
from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician
from tests.support.worklist_studies import NOW, study_of

NORMAL = SAMPLES / "normal-1.jpg"


@pytest.fixture
def seed(clinician: Clinician, stack: LocalStack) -> Callable[..., Study]:
    """Put a study of a kind into the clinician's site."""
    page = clinician.page
    page.get_by_text("Films from other systems").click()
    site = page.get_by_text("s3://").inner_text().split("/")[-2]
    table = stack.clients.dynamodb.Table(stack.outputs["studies_table"])
    since = datetime.now(UTC) - NOW

    def add(kind: str, minutes_ago: float, **more: object) -> Study:
        study = study_of(kind, minutes_ago - since / timedelta(minutes=1), site=site, **more)  # type: ignore[arg-type]
        table.put_item(Item=study_to_item(study))
        return study

    return add


def _references(clinician: Clinician) -> list[str]:
    return clinician.page.locator("#studies .reference").all_inner_texts()


def test_what_is_to_do_comes_first_and_filters_stay_in_the_address(
    clinician: Clinician, seed: Callable[..., Study]
) -> None:
    page = clinician.page
    for kind, minutes, reference in (
        ("negative", 61, "late"),
        ("negative", 2, "last"),
        ("uncertain", 3, "second"),
        ("positive", 4, "first"),
    ):
        seed(kind, minutes, patient_ref=reference)
    seed("positive", 1, patient_ref="read", unread=False)
    page.reload()
    clinician.wait_for("complete", 5)
    assert _references(clinician) == ["late", "first", "second", "last", "read"]
    expect(clinician.studies().first).to_contain_text("waiting")

    page.get_by_role("combobox", name="Show").select_option("positive")
    expect(clinician.studies()).to_have_count(2)
    page.get_by_label("Unread only").check()
    expect(clinician.studies()).to_have_count(1)
    assert "outcome=positive" in page.url
    assert "unread=1" in page.url
    page.reload()
    expect(clinician.studies()).to_have_count(1)
    page.go_back()
    expect(clinician.studies()).to_have_count(2)

    page.get_by_label("Search references").fill("nothing like it")
    expect(page.get_by_text("0 found.")).to_be_visible()
    assert "nothing" not in page.url
    page.get_by_role("button", name="Clear filters").click()
    expect(clinician.studies()).to_have_count(5)


def test_films_are_read_one_after_the_other_by_keyboard(
    clinician: Clinician, seed: Callable[..., Study]
) -> None:
    page = clinician.page
    for minutes in (3, 2, 1):
        seed("refused", minutes, patient_ref=f"R-{minutes}")
    page.reload()
    clinician.wait_for("refused", 3)
    clinician.studies().first.get_by_role("link").focus()
    page.keyboard.press("j")
    expect(clinician.studies().nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^R-2 · Study · Pneumoscope$"))
    expect(page.locator("#place")).to_have_text("2 of 3")
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("j")
    expect(page.locator("#place")).to_have_text("3 of 3")
    page.keyboard.press("k")
    expect(page.locator("#place")).to_have_text("2 of 3")
    # The outcome was in view for two seconds, and the study counts as read.
    expect(page.get_by_role("button", name="Mark unread")).to_be_enabled()
    page.get_by_role("link", name="Worklist", exact=False).last.click()
    row = clinician.studies().filter(has_text="R-2")
    expect(row).not_to_have_class(re.compile("unread"))
    expect(row.get_by_role("link")).to_be_focused()


def test_letters_do_nothing_outside_the_list(clinician: Clinician, seed: Callable[..., Study]) -> None:
    page = clinician.page
    seed("refused", 1)
    page.reload()
    clinician.wait_for("refused")
    page.get_by_label("Search references").focus()
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_hidden()


def test_many_studies_are_deleted_only_after_their_number_is_typed(
    clinician: Clinician, seed: Callable[..., Study]
) -> None:
    page = clinician.page
    for minutes in range(7):
        seed("refused", minutes, patient_ref=f"R-{minutes}")
    page.reload()
    clinician.wait_for("refused", 7)
    page.get_by_label("Select all shown").check()
    clinician.studies().first.get_by_role("checkbox").uncheck()
    delete = page.get_by_role("button", name="Delete", exact=True)

    def delete_six() -> None:
        page.get_by_role("button", name="Delete …").click()
        expect(delete).to_be_disabled()
        page.get_by_label("Type the number").fill("6")
        delete.click()
        # Under the pointer the message stays, and with it the way back.
        page.get_by_text("6 studies deleted.").hover()
        expect(clinician.studies()).to_have_count(1)
        expect(clinician.studies().first.get_by_role("link")).to_be_focused()

    delete_six()
    page.keyboard.press("z")
    expect(clinician.studies()).to_have_count(7)
    page.get_by_label("Select all shown").check()
    clinician.studies().first.get_by_role("checkbox").uncheck()
    delete_six()
    # Who leaves the page has left the time to undo.
    page.get_by_role("link", name="About").click()
    page.get_by_role("link", name="Worklist").click()
    # A row of a study that disappears later stays, marked as deleted.
    expect(page.locator("#studies tbody tr:not(.deleted)")).to_have_count(1)


def test_selected_studies_are_marked_named_and_exported(
    clinician: Clinician, seed: Callable[..., Study]
) -> None:
    page = clinician.page
    seed("refused", 1)
    seed("refused", 2)
    page.reload()
    clinician.wait_for("refused", 2)
    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name="Mark read").click()
    expect(page.locator("#studies tr.unread")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#studies tr.unread")).to_have_count(2)
    page.get_by_role("button", name="Set reference").click()
    page.get_by_role("dialog").get_by_label("Patient reference").fill("=1+1")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_text("Reference of 2 studies set.")).to_be_visible()
    expect(page.locator("#studies .films")).to_have_text(["2 films", "2 films"])
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    text = download.value.path().read_text()
    assert text.count('"\'=1+1"') == 2


def test_an_upload_keeps_its_outcome_and_its_picture(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(NORMAL)
    row = clinician.wait_for("complete")
    upload = page.locator("#uploads li")
    expect(upload).to_contain_text("Read: No signs of pneumonia")
    expect(row.locator(".thumbnail img")).to_have_attribute("width", "40")
    page.wait_for_function("() => document.querySelector('.thumbnail img').naturalWidth > 40")
    row.locator(".finding").click()
    expect(page.locator("#label")).to_be_visible()
    page.go_back()
    expect(upload).to_contain_text("normal-1.jpg")
    expect(upload).to_contain_text("Read: No signs of pneumonia")

    clinician.choose(NORMAL)
    page.get_by_role("button", name="Upload 1 film").click()
    expect(upload.last).to_contain_text("This film was uploaded at")
    upload.last.get_by_role("button", name="Upload anyway").click()
    clinician.wait_for("complete", 2)
    clinician.log_out()
    page.wait_for_function("sessionStorage.length === 0")


def test_enough_of_the_list_is_in_sight(clinician: Clinician, seed: Callable[..., Study]) -> None:
    page = clinician.page
    for minutes in range(13):
        seed("positive", minutes, patient_ref=f"P-{minutes}")
    for width, height, least in ((1440, 900, 12), (360, 740, 3)):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        clinician.wait_for("complete", 13)
        assert _whole_rows(page, height) >= least
        assert page.locator(".upload").bounding_box()["height"] <= 88  # type: ignore[index]


def _whole_rows(page: Page, height: int) -> int:
    boxes = [row.bounding_box() for row in page.locator("#studies tbody tr").all()]
    return sum(box is not None and box["y"] + box["height"] <= height for box in boxes)
