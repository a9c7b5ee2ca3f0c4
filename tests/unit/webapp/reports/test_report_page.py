"""Who gets the report of a study, and when there is none."""

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from pypdf import PdfReader

from cxr.report.phrases import Phrase
from cxr.storage.object_keys import heatmap_key, preview_key
from cxr.study import Finding, Label
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

FINDING = Finding(0.897, Label.POSITIVE, True, "v-test")


def _picture(mode: str, form: str) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (80, 64)).save(file, form)
    return file.getvalue()


@pytest.fixture
def study(member: Visitor, services: Services, members_table: "Table", clock: Clock) -> tuple[str, str]:
    """The site and the id of a complete study, whose pictures are not stored yet."""
    (item,) = members_table.scan()["Items"]
    site = str(item["site"])
    body = {"content_type": "image/png", "size": 1, "patient_ref": "P-7"}
    study_id: str = member.call("POST", "/studies", json=body).json["study_id"]
    claimed = services.studies.claim(site, study_id, "etag", "upload", clock())
    services.studies.complete(claimed, FINDING, clock())
    return site, study_id


@pytest.fixture
def store(s3: "S3Client", study: tuple[str, str]) -> Callable[..., None]:
    def store(*, heatmap: bool = True) -> None:
        s3.put_object(Bucket="the-results", Key=preview_key(*study), Body=_picture("L", "JPEG"))
        if heatmap:
            s3.put_object(Bucket="the-results", Key=heatmap_key(*study), Body=_picture("RGBA", "PNG"))

    return store


def test_a_report_has_the_figures_of_the_api_and_who_made_it(
    member: Visitor, services: Services, study: tuple[str, str], store: Callable[..., None]
) -> None:
    store()
    services.site_settings.set_prevalence(study[0], 0.1)
    response = member.get(f"/studies/{study[1]}/report.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == f'attachment; filename="pneumoscope-{study[1]}.pdf"'
    text = PdfReader(io.BytesIO(response.data)).pages[0].extract_text()
    meaning = member.get(f"/api/v1/studies/{study[1]}").json["meaning"]["sentence"]
    for words in ("P-7", meaning, "made by member@example.org"):
        assert words in text


def test_a_report_is_in_the_language_of_its_reader(
    member: Visitor, services: Services, study: tuple[str, str], store: Callable[..., None]
) -> None:
    store()
    services.site_settings.set_prevalence(study[0], 0.125)
    member.submit("/account/language", form_at="/account/", language="de")
    pdf = PdfReader(io.BytesIO(member.get(f"/studies/{study[1]}/report.pdf").data))
    text = " ".join(pdf.pages[0].extract_text().split())
    meaning = member.get(f"/api/v1/studies/{study[1]}").json["meaning"]["sentence"]
    for words in ("Thorax-Röntgen:", "Anzeichen einer Pneumonie", "89,7 %", "12,5 %", meaning):
        assert words in text
    english = {phrase for phrase in Phrase if re.search(rf"\b{re.escape(phrase)}(?!\w)", text)}
    assert english == set()
    assert len(pdf.pages) == 1


def test_a_missing_heatmap_leaves_the_report(
    member: Visitor, study: tuple[str, str], store: Callable[..., None]
) -> None:
    store(heatmap=False)
    response = member.get(f"/studies/{study[1]}/report.pdf")
    assert "The heatmap is missing" in PdfReader(io.BytesIO(response.data)).pages[0].extract_text()


def test_without_its_film_a_finding_has_no_report(member: Visitor, study: tuple[str, str]) -> None:
    response = member.get(f"/studies/{study[1]}/report.pdf")
    assert response.status_code == 409
    assert "The film cannot be shown" in response.text


def test_a_study_without_finding_has_no_report(member: Visitor) -> None:
    created = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json
    response = member.get(f"/studies/{created['study_id']}/report.pdf")
    assert response.status_code == 409
    assert "no finding" in response.text


def test_a_report_is_for_the_site_alone(
    member: Visitor, study: tuple[str, str], store: Callable[..., None], stranger: Visitor, visitor: Visitor
) -> None:
    store()
    assert stranger.get(f"/studies/{study[1]}/report.pdf").status_code == 404
    assert visitor.get(f"/studies/{study[1]}/report.pdf").status_code == 302
