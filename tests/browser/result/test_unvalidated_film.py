"""A film outside the validated population: an adult, whom the DICOM header gives away."""

import re
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.browser.clinician import SAMPLES, Clinician
from tests.support.films.dicoms import dicom

LABEL_WORDS = re.compile("signs of pneumonia|uncertain|positive|negative", re.IGNORECASE)

LARGE_PERCENTAGES = """
() => [...document.querySelectorAll("body *")].filter((e) =>
    parseFloat(getComputedStyle(e).fontSize) >= 20 &&
    [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.includes("%")),
).length
"""


def _upload_adult(clinician: Clinician, folder: Path) -> None:
    with Image.open(SAMPLES / "pneumonia-1.jpg") as film:
        pixels = np.asarray(film.convert("L"))
    path = folder / "adult.dcm"
    path.write_bytes(dicom(pixels, PatientAge="045Y"))
    clinician.upload(path, patient_ref="P-45")


def test_a_film_outside_the_population_leads_with_the_warning(clinician: Clinician, tmp_path: Path) -> None:
    page = clinician.page
    _upload_adult(clinician, tmp_path)
    row = clinician.wait_for("complete")
    expect(row.locator(".probability")).to_have_text("\N{EN DASH}")
    expect(row.locator(".finding")).to_have_text(
        "Not validated for this film The DICOM header names an age outside 1 to 5 years."
    )
    expect(page.locator("#study-news")).to_contain_text("P-45: Not validated for this film.")

    row.get_by_role("link").click()
    warning = page.locator("#not-validated")
    expect(warning).to_contain_text("Not validated for this film")
    expect(warning).to_contain_text("The DICOM header names an age outside 1 to 5 years.")
    assert warning.evaluate(
        "warning => warning.getBoundingClientRect().bottom"
        " <= document.getElementById('reference').getBoundingClientRect().top"
    )
    expect(page.locator("#judgement")).to_be_visible()
    expect(page.locator("#label")).to_be_hidden()
    expect(page.locator(".judged")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(LABEL_WORDS)
    expect(page.locator("#meaning")).to_be_hidden()
    expect(page.locator("#heatmap")).to_be_hidden()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.locator("#heatmap")).to_be_visible()


def test_its_figure_is_shown_on_demand_and_small(clinician: Clinician, tmp_path: Path) -> None:
    page = clinician.page
    _upload_adult(clinician, tmp_path)
    clinician.wait_for("complete").get_by_role("link").click()
    probability = page.locator("#probability")
    expect(page.locator("#not-validated")).to_be_visible()
    for part in ("probability", "scale", "thresholds"):
        expect(page.locator(f"#{part}")).to_be_hidden()

    page.get_by_text("Show the figure anyway").click()
    expect(probability).to_be_visible()
    expect(probability).to_contain_text("%")
    expect(page.locator("#scale")).to_be_visible()
    expect(page.locator("#scale")).to_have_accessible_name(re.compile("^Not validated for this film: "))
    expect(page.locator("#thresholds")).to_be_hidden()
    expect(page.locator("#scale .zone")).to_have_count(0)
    assert probability.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") <= 16
    assert page.evaluate(LARGE_PERCENTAGES) == 0
