"""The account and the films that the pictures show."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician
from tests.support.films.dicoms import dicom

PATIENTS = {
    "P-2041": ("pneumonia-1.jpg",),
    "P-2042": ("normal-1.jpg",),
    "P-2043": ("pneumonia-2.jpg", "pneumonia-4.jpg"),
    "P-2044": ("normal-2.jpg",),
    "P-2045": ("pneumonia-3.jpg",),
    "P-2046": ("normal-3.jpg",),
}
"""The samples of each invented patient, the earliest film first."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Who looks at the pages, and the addresses of studies by what they show."""

    clinician: Clinician
    studies: dict[str, str]

    @classmethod
    def prepared(cls, page: Page, stack: LocalStack) -> Self:
        """Sign up, and have the films read."""
        clinician = Clinician(page)
        clinician.email = "a.reader@example.org"
        clinician.sign_up()
        clinician.log_in()
        count = 0
        for reference, films in PATIENTS.items():
            for film in films:
                clinician.upload(SAMPLES / film, patient_ref=reference)
                count += 1
                clinician.wait_for("complete", count)
        state = Path(stack.settings.state)
        clinician.upload(_adult(state), patient_ref="P-2047")
        clinician.wait_for("complete", count + 1)
        clinician.upload(SAMPLES / "not-an-xray-landscape.jpg", patient_ref="P-2048")
        clinician.wait_for("refused")
        # The rows of the uploads would push the list out of the picture.
        page.evaluate("sessionStorage.clear()")
        page.reload()
        clinician.wait_for("complete", count + 1)
        rows = clinician.studies()
        addresses = {
            reference: rows.filter(has_text=reference).last.get_by_role("link").get_attribute("href") or ""
            for reference in (*PATIENTS, "P-2047", "P-2048")
        }
        return cls(clinician, addresses)


def _adult(folder: Path) -> Path:
    """Write a film whose header names an age outside the validated ones."""
    with Image.open(SAMPLES / "pneumonia-5.jpg") as film:
        grey = np.asarray(film.convert("L")).astype(np.uint16) * 16
    path = folder / "adult.dcm"
    path.write_bytes(dicom(grey, PatientAge="045Y", WindowCenter=2048, WindowWidth=4096))
    return path
