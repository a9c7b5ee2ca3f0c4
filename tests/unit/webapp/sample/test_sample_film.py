"""The sample film: offered, marked, and counted nowhere."""

import html
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from pypdf import PdfReader

from cxr.inference.model_card import load_model_card
from cxr.storage.object_keys import is_study_id
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.sample.film import STUDY_ID
from webapp.services import Services
from webapp.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

OFFER = "Open the sample film"
MARK = "A synthetic film, of no patient."


@pytest.fixture
def reader(settings: Settings, services: Services, cognito: FakeCognito) -> Visitor:
    """A new member, where the shipped model is in use."""
    visitor = Visitor(create_app(settings, replace(services, model_card=load_model_card())))
    cognito.add_user("reader@example.org", PASSWORD)
    visitor.log_in("reader@example.org")
    return visitor


def _study(page: str) -> dict[str, Any]:
    found = re.search(r' data-study="([^"]+)"', page)
    assert found
    content: dict[str, Any] = json.loads(html.unescape(found[1]))
    return content


def test_an_empty_worklist_has_three_steps_and_the_sample(reader: Visitor) -> None:
    page = reader.get("/studies/").text
    for words in ("Three steps", "Give your verdict.", OFFER, MARK):
        assert words in page
    assert OFFER in reader.get("/limits/").text


def test_the_sample_is_marked_on_its_page_and_has_a_finding(reader: Visitor) -> None:
    page = reader.get("/studies/sample").text
    assert MARK in page
    assert "<title>Sample film · Pneumoscope</title>" in page
    study = _study(page)
    assert study["patient_ref"] == "Sample film, of no patient"
    assert study["label"] == "positive"
    assert study["regions"]
    assert {reader.get(link).mimetype for link in study["links"].values()} == {"image/jpeg", "image/png"}


def test_the_sample_shows_what_a_finding_means_at_the_reader_s_place(reader: Visitor) -> None:
    assert _study(reader.get("/studies/sample").text)["probability_at_site"] is None
    reader.call("PUT", "/prevalence", json={"prevalence": 0.1})
    study = _study(reader.get("/studies/sample").text)
    assert study["prevalence"] == 0.1
    assert 0 < study["probability_at_site"] < study["probability"]


def test_the_report_of_the_sample_begins_with_its_mark(reader: Visitor) -> None:
    answer = reader.get("/studies/sample/report.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pneumoscope-sample.pdf"'
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert text.startswith("Sample film, of no patient")
    assert "keep it out of every record" in text
    assert "Signs of pneumonia" in text


def test_a_sample_that_was_opened_is_counted_nowhere(
    reader: Visitor, services: Services, cognito: FakeCognito, studies_table: "Table"
) -> None:
    for path in ("/studies/sample", "/studies/sample/report.pdf"):
        assert reader.get(path).status_code == 200
    assert studies_table.scan()["Count"] == 0
    site = services.members.site_of(cognito.users["reader@example.org"].sub)
    assert site
    assert services.verdicts.of_site(site).verdicts == ()
    worklist = reader.call("POST", "/worklist", json={}).json
    assert worklist["studies"] == reader.call("GET", "/studies").json["studies"] == []
    assert not any(worklist["unread"].values())
    assert reader.get("/agreement/verdicts-1.csv").status_code == 404
    assert "sample" not in reader.get("/site/audit.csv").text.lower()


def test_the_sample_is_no_study_of_the_api(reader: Visitor) -> None:
    assert is_study_id(STUDY_ID)
    for path in ("", "/verdicts", "/fhir", "/priors"):
        assert reader.call("GET", f"/studies/{STUDY_ID}{path}").status_code == 404
    body = {"verdict": "agree"}
    assert reader.call("POST", f"/studies/{STUDY_ID}/verdicts", json=body).status_code == 404


def test_a_member_removes_the_sample_and_gets_it_back(reader: Visitor) -> None:
    assert reader.submit("/studies/sample", "/studies/", shown="no").location == "/studies/"
    page = reader.get("/studies/").text
    assert "The sample film is removed." in page
    assert OFFER not in page
    assert reader.get("/account/export").json["settings"]["sample_hidden"] is True
    assert OFFER in reader.get("/limits/").text
    reader.submit("/studies/sample", "/limits/", shown="yes")
    assert OFFER in reader.get("/studies/").text


def test_no_sample_is_offered_that_another_model_has_read(member: Visitor, card_less_app: Flask) -> None:
    assert OFFER not in member.get("/studies/").text
    assert member.get("/studies/sample").status_code == 404
    visitor = Visitor(card_less_app)
    visitor.log_in("member@example.org")
    assert visitor.get("/studies/sample/report.pdf").status_code == 404


def test_the_sample_is_german_for_a_german_reader(reader: Visitor) -> None:
    reader.submit("/account/language", form_at="/account/", language="de")
    page = reader.get("/studies/sample").text
    assert "Eine künstliche Aufnahme, von keinem Patienten." in page
    assert _study(page)["patient_ref"] == "Beispielaufnahme, von keinem Patienten"
    assert "Beispiel entfernen" in reader.get("/studies/").text
