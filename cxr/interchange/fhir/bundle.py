"""A finding as FHIR R4: a bundle of the report, its observation, the film, the model and the patient."""

from datetime import datetime

from cxr.interchange.codes import PNEUMONIA, Code
from cxr.interchange.fhir.coding import Json, concept, hl7_concept, urn
from cxr.interchange.fhir.device import device
from cxr.interchange.fhir.observation import observation
from cxr.interchange.fhir.subject import Subject
from cxr.interchange.statement import Statement, conclusion, limits
from cxr.study import Label

MEDIA_TYPE = "application/fhir+json"

_CHEST_FILM = Code("36554-4", "LN", "XR Chest Single view")


def bundle(statement: Statement, subject: Subject, at: datetime) -> Json:
    """Return the bundle of a film; ``at``: when the film was judged, with its time zone.

    Report and observation are preliminary: a report is final once a physician has signed one.
    """
    report, observed, film, model, patient = (
        urn(subject.key, name) for name in ("report", "observation", "film", "model", "patient")
    )
    about = {"subject": {"reference": patient}}
    judged = {**about, "issued": at.isoformat(timespec="milliseconds"), "status": "preliminary"}
    resources = {
        report: _report(statement, film, observed) | judged,
        observed: observation(statement, film, model) | judged,
        film: {"resourceType": "ImagingStudy", "status": "available", **about, **subject.imaging_study},
        model: device(statement),
        patient: {"resourceType": "Patient", **subject.patient},
    }
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": judged["issued"],
        "entry": [{"fullUrl": address, "resource": resource} for address, resource in resources.items()],
    }


def _report(statement: Statement, film: str, observed: str) -> Json:
    made: Json = {
        "resourceType": "DiagnosticReport",
        "category": [hl7_concept("v2-0074", "RAD")],
        "code": concept(_CHEST_FILM),
        "imagingStudy": [{"reference": film}],
        "result": [{"reference": observed}],
        "conclusion": f"{conclusion(statement)} {limits(statement)}",
    }
    if statement.finding.label is Label.POSITIVE:
        made["conclusionCode"] = [concept(PNEUMONIA)]
    return made
