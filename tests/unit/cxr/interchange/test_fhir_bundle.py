"""A finding as FHIR R4, as independent validators see it."""

import copy
from pathlib import Path
from typing import Any

import pytest

from cxr.interchange.dicom.identified_subject import identified_subject
from cxr.interchange.dicom.source import source_header
from cxr.interchange.fhir.bundle import bundle
from cxr.study import Finding
from tests.support.films.identified import identified_film
from tests.support.interchange.fhir import faults, resource
from tests.support.interchange.results import (
    AT,
    FINDINGS,
    NEGATIVE,
    OUTSIDE,
    POSITIVE,
    UNCERTAIN,
    statement,
)


def made(finding: Finding = POSITIVE, prevalence: float | None = None, **elements: Any) -> dict[str, Any]:
    subject = identified_subject(source_header(identified_film(**elements)))
    return bundle(statement(finding, prevalence), subject, AT)


def numbers(observation: dict[str, Any]) -> dict[str, float]:
    return {
        part["code"]["coding"][-1]["code"]: part["valueQuantity"]["value"]
        for part in observation["component"]
        if "valueQuantity" in part
    }


@pytest.mark.parametrize("finding", FINDINGS)
def test_the_r4_validator_finds_no_error(finding: str, tmp_path: Path) -> None:
    assert faults(made(FINDINGS[finding], 0.1), tmp_path) == []


def test_the_validator_would_find_faults(tmp_path: Path) -> None:
    sound = made()
    for name, value in (("status", "prelim"), ("conclusoin", "misspelt")):
        broken = copy.deepcopy(sound)
        broken["entry"][0]["resource"][name] = value
        assert faults(broken, tmp_path)


@pytest.mark.parametrize(
    ("finding", "presence", "interpretation", "has_conclusion_code"),
    [
        (POSITIVE, "Present", "POS", True),
        (NEGATIVE, "Absent", "NEG", False),
        (UNCERTAIN, "Indeterminate", "IND", False),
    ],
    ids=["positive", "negative", "uncertain"],
)
def test_the_observation_says_what_the_label_says(
    finding: Finding, presence: str, interpretation: str, has_conclusion_code: bool
) -> None:
    observation = resource(made(finding), "Observation")
    assert observation["valueCodeableConcept"]["coding"][0]["display"] == presence
    assert observation["interpretation"][0]["coding"][0]["code"] == interpretation
    report = resource(made(finding), "DiagnosticReport")
    assert ("conclusionCode" in report) is has_conclusion_code
    assert report["status"] == observation["status"] == "preliminary"
    assert "not for diagnosis" in report["conclusion"]


def test_probability_and_prevalence_are_those_of_the_other_formats() -> None:
    said = statement(POSITIVE, 0.1)
    assert said.probability_at_site
    observation = resource(made(POSITIVE, 0.1), "Observation")
    assert numbers(observation) == {
        "AT_SITE": round(100 * said.probability_at_site, 4),
        "AT_CALIBRATION": 95,
        "PREVALENCE": 10,
    }
    low, high = observation["component"][1]["referenceRange"]
    assert (low["high"]["value"], high["low"]["value"]) == (42, 90)


def test_a_film_outside_the_population_has_no_value_and_no_number() -> None:
    resources = made(OUTSIDE, 0.1)
    observation = resource(resources, "Observation")
    assert numbers(observation) == {}
    assert "dataAbsentReason" in observation
    assert not {"valueCodeableConcept", "interpretation"} & observation.keys()
    assert "Not validated for this film." in resource(resources, "DiagnosticReport")["conclusion"]
    assert "98.7" not in str(resources)


def test_the_film_is_referred_to_as_the_archive_knows_it() -> None:
    film = resource(made(), "ImagingStudy")
    study, accession = film["identifier"]
    assert study == {"system": "urn:dicom:uid", "value": "urn:oid:1.2.826.0.1.3680043.9.9999.1"}
    assert accession["value"] == "ACC-0815"
    (series,) = film["series"]
    assert series["uid"] == "1.2.826.0.1.3680043.9.9999.1.2"
    assert series["instance"][0]["uid"] == "1.2.826.0.1.3680043.9.9999.1.2.3"
    assert film["started"] == "2026-11-27"


def test_the_patient_is_named_as_in_the_header() -> None:
    patient = resource(made(), "Patient")
    assert patient["name"] == [{"family": "Exámple", "given": ["Zoë"]}]
    assert (patient["gender"], patient["birthDate"]) == ("female", "2023-04-05")
    (number,) = patient["identifier"]
    assert (number["value"], number["assigner"]) == ("PID-4711", {"display": "EXAMPLE HOSPITAL"})


def test_a_header_without_identity_makes_a_sound_bundle(tmp_path: Path) -> None:
    emptied: dict[str, Any] = dict.fromkeys(
        ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "AccessionNumber", "StudyDate")
    )
    resources = made(**emptied)
    assert faults(resources, tmp_path) == []
    assert resource(resources, "Patient") == {"resourceType": "Patient"}


def test_the_same_film_gives_the_same_addresses() -> None:
    first, other = made(), made(SOPInstanceUID="1.2.3.5")
    assert first == made()
    assert not {entry["fullUrl"] for entry in first["entry"]} & {entry["fullUrl"] for entry in other["entry"]}
