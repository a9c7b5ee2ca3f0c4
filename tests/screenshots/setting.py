"""The account, the site and the films that the pictures show."""

import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician
from tests.screenshots.site_items import SiteItems
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
    """Who looks at the pages, what lies in the tables, and the addresses of studies by what they show."""

    clinician: Clinician
    items: SiteItems
    folder: Path
    studies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def prepared(cls, page: Page, stack: LocalStack) -> Self:
        """Sign up, and have the films read."""
        clinician = Clinician(page)
        clinician.email = "a.reader@example.org"
        clinician.sign_up()
        clinician.log_in()
        sub = page.locator("body").get_attribute("data-account") or ""
        setting = cls(clinician, SiteItems(stack, sub), Path(stack.settings.state))
        setting._have_films_read()
        page.goto("/limits/")
        page.get_by_role("button", name="I have read the limits").click()
        return setting

    def at(self, page: Page) -> Clinician:
        """Return the same person at another page."""
        there = Clinician(page)
        there.email, there.password = self.clinician.email, self.clinician.password
        return there

    def new_films(self, count: int) -> list[Path]:
        """Write films that the site does not know yet."""
        films = []
        for number in range(1, count + 1):
            film = self.folder / f"ward-{number}.jpg"
            shutil.copy(SAMPLES / f"normal-{number}.jpg", film)
            # Readers of JPEG ignore what follows the picture.
            with film.open("ab") as file:
                file.write(secrets.token_bytes(64))
            films.append(film)
        return films

    def unsendable_files(self) -> list[Path]:
        """Write files that the page itself refuses."""
        empty, note = self.folder / "empty.jpg", self.folder / "note.txt"
        empty.touch()
        note.write_text("Please read the film of bed 4 first.")
        return [note, empty]

    def _have_films_read(self) -> None:
        clinician, count = self.clinician, 0
        for reference, films in PATIENTS.items():
            for film in films:
                clinician.upload(SAMPLES / film, patient_ref=reference)
                count += 1
                clinician.wait_for("complete", count)
        clinician.upload(_adult(self.folder), patient_ref="P-2047")
        clinician.wait_for("complete", count + 1)
        clinician.upload(SAMPLES / "not-an-xray-landscape.jpg", patient_ref="P-2048")
        clinician.wait_for("refused")
        for reference in (*PATIENTS, "P-2047", "P-2048"):
            link = clinician.studies().filter(has_text=reference).last.get_by_role("link")
            self.studies[reference] = link.get_attribute("href") or ""


def _adult(folder: Path) -> Path:
    """Write a film whose header names an age outside the validated ones."""
    with Image.open(SAMPLES / "pneumonia-5.jpg") as film:
        grey = np.asarray(film.convert("L")).astype(np.uint16) * 16
    path = folder / "adult.dcm"
    path.write_bytes(dicom(grey, PatientAge="045Y", WindowCenter=2048, WindowWidth=4096))
    return path
