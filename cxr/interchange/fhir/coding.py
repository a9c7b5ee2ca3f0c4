"""Codes and identifiers in the form of FHIR R4."""

import uuid
from typing import Any

from cxr.interchange.codes import PRIVATE_SCHEME, Code
from cxr.interchange.statement import exact_percent

Json = dict[str, Any]

OWN = "urn:x-pneumoscope"
"""The beginning of our own code systems and naming systems: no host has to answer for it."""

_SYSTEMS = {
    "SCT": "http://snomed.info/sct",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "UCUM": "http://unitsofmeasure.org",
    "LN": "http://loinc.org",
    PRIVATE_SCHEME: f"{OWN}:codes",
}
_HL7 = "http://terminology.hl7.org/CodeSystem"


def concept(*codes: Code) -> Json:
    """Return codes that mean the same as a CodeableConcept."""
    return {
        "coding": [
            {"system": _SYSTEMS[code.scheme], "code": code.value, "display": code.meaning} for code in codes
        ]
    }


def hl7_concept(system: str, code: str) -> Json:
    """Return a CodeableConcept of one of HL7's own code systems."""
    return {"coding": [{"system": f"{_HL7}/{system}", "code": code}]}


def percent(share: float) -> Json:
    """Return a share of 0-1 as a Quantity in per cent."""
    return {"value": exact_percent(share), "unit": "%", "system": _SYSTEMS["UCUM"], "code": "%"}


def urn(key: str, resource: str) -> str:
    """Return the address of a resource in the bundle: the same for the same film."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{OWN}:{key}:{resource}')}"
