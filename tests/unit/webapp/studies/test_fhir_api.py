"""``GET /api/v1/studies/<id>/fhir``."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cxr.study import Finding, Label, OutOfPopulation, RefusalReason
from tests.support.interchange.fhir import faults, resource
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.visitor import PageResponse, Visitor
from webapp.services import Services

FINDING = Finding(0.87, Label.POSITIVE, True, "v-test")


def claimed(member: Visitor, services: Services, clock: Clock) -> Any:
    body = {"content_type": "image/jpeg", "size": 1000, "patient_ref": "P-17"}
    created = member.call("POST", "/studies", json=body).json
    site = created["upload"]["fields"]["key"].split("/")[1]
    return services.studies.claim(site, created["study_id"], "etag", "upload", clock())


def fhir(member: Visitor, study_id: str, query: str = "") -> PageResponse:
    return member.get(f"/api/v1/studies/{study_id}/fhir{query}")


def test_a_complete_study_is_a_sound_bundle(
    member: Visitor, services: Services, clock: Clock, tmp_path: Path
) -> None:
    study = replace(claimed(member, services, clock), patient_hash="ab12", examination_hash="cd34")
    services.studies.complete(study, FINDING, clock())
    response = fhir(member, study.study_id)
    assert response.mimetype == "application/fhir+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert faults(response.json, tmp_path) == []
    values = {found["value"] for found in resource(response.json, "Patient")["identifier"]}
    assert values == {"ab12", "P-17"}
    assert resource(response.json, "ImagingStudy")["identifier"][0]["value"] == study.study_id
    clock.advance(timedelta(minutes=1))
    assert fhir(member, study.study_id).json == response.json, "the study has not changed"


def test_the_bundle_says_the_same_numbers_as_the_api(
    member: Visitor, services: Services, clock: Clock
) -> None:
    study = claimed(member, services, clock)
    services.studies.complete(study, FINDING, clock())
    plain = member.get(f"/api/v1/studies/{study.study_id}?prevalence=0.1").json
    parts = resource(fhir(member, study.study_id, "?prevalence=0.1").json, "Observation")["component"]
    at_site, own, prevalence = (part["valueQuantity"]["value"] for part in parts[:3])
    assert at_site == pytest.approx(100 * plain["probability_at_site"], abs=1e-4)
    assert own == pytest.approx(100 * plain["probability"])
    assert prevalence == pytest.approx(100 * plain["prevalence"])


def test_outside_the_population_no_number_leaves(member: Visitor, services: Services, clock: Clock) -> None:
    study = claimed(member, services, clock)
    outside = replace(
        FINDING, label=None, in_population=False, out_of_population_reason=OutOfPopulation.APPEARANCE
    )
    services.studies.complete(study, outside, clock())
    response = fhir(member, study.study_id)
    assert "valueQuantity" not in response.text
    assert OutOfPopulation.APPEARANCE.sentence() in response.text


def test_a_study_without_a_finding_is_a_conflict(member: Visitor, services: Services, clock: Clock) -> None:
    study = claimed(member, services, clock)
    waiting = fhir(member, study.study_id)
    assert (waiting.status_code, waiting.mimetype) == (409, "application/problem+json")
    services.studies.refuse(study, RefusalReason.BLANK, clock())
    assert fhir(member, study.study_id).json["detail"] == RefusalReason.BLANK.sentence


def test_an_impossible_prevalence_is_refused(member: Visitor, services: Services, clock: Clock) -> None:
    study = claimed(member, services, clock)
    services.studies.complete(study, FINDING, clock())
    assert fhir(member, study.study_id, "?prevalence=2").status_code == 422


def test_others_see_no_bundle(
    member: Visitor, stranger: Visitor, visitor: Visitor, services: Services, clock: Clock
) -> None:
    study = claimed(member, services, clock)
    services.studies.complete(study, FINDING, clock())
    assert fhir(stranger, study.study_id).status_code == 404
    assert fhir(visitor, study.study_id).status_code == 401
    assert fhir(member, "nothing").status_code == 404
