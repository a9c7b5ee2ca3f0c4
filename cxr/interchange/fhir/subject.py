"""Whose film a FHIR result is about: by pseudonyms, as the product itself knows patients."""

from dataclasses import dataclass

from cxr.interchange.fhir.coding import OWN, Json
from cxr.study import Study


@dataclass(frozen=True, slots=True)
class Subject:
    """``patient`` and ``imaging_study``: what is known of them, as fields of these resources.

    ``key`` names the film. Results of the same film have the same addresses.
    """

    key: str
    patient: Json
    imaging_study: Json


def pseudonymous(study: Study) -> Subject:
    """Return the subject of a stored study: the hashes of its header, and the reference that a user typed."""
    patient = {"patient-hash": study.patient_hash, "patient-reference": study.patient_ref}
    examination = {"study": study.study_id, "examination-hash": study.examination_hash}
    return Subject(
        f"{study.site}:{study.study_id}",
        _identified(patient),
        {**_identified(examination), "started": study.created_at.isoformat(timespec="seconds")},
    )


def _identified(identifiers: dict[str, str | None]) -> Json:
    known = [
        {"system": f"{OWN}:{name}", "value": value.strip()}
        for name, value in identifiers.items()
        if value and value.strip()
    ]
    return {"identifier": known} if known else {}
