"""Whose film a FHIR result is about: by name and number, for the hospital that has the film."""

import re
from contextlib import suppress
from datetime import datetime

from pydicom.valuerep import PersonName

from cxr.imaging.decode_errors import refuse_if_corrupt
from cxr.imaging.dicom.elements import text, value_of, without_warnings
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS
from cxr.interchange.dicom.source import SourceHeader
from cxr.interchange.fhir.coding import Json, hl7_concept
from cxr.interchange.fhir.subject import Subject

_GENDERS = {"M": "male", "F": "female", "O": "other"}
_UID_SYSTEM, _URI_SYSTEM = "urn:dicom:uid", "urn:ietf:rfc:3986"
_DICOM_SYSTEM = "http://dicom.nema.org/resources/ontology/DCM"


def identified_subject(source: SourceHeader) -> Subject:
    """Return patient and study as the film's header names them. Raise FilmRefused if it is damaged."""
    with without_warnings(), refuse_if_corrupt(*CORRUPT_DICOM_ERRORS):
        return Subject(str(source.sop_instance), _patient(source), _imaging_study(source))


def _patient(source: SourceHeader) -> Json:
    number, issuer = _words(source, "PatientID"), _words(source, "IssuerOfPatientID")
    patient: Json = {}
    if number:
        assigner = {"assigner": {"display": issuer}} if issuer else {}
        patient["identifier"] = [{"type": hl7_concept("v2-0203", "MR"), "value": number, **assigner}]
    if name := _name(value_of(source.dataset, "PatientName")):
        patient["name"] = [name]
    if gender := _GENDERS.get(text(source.dataset, "PatientSex")):
        patient["gender"] = gender
    if born := _date(_words(source, "PatientBirthDate")):
        patient["birthDate"] = born
    return patient


def _name(found: object) -> Json | None:
    if not isinstance(found, PersonName):
        return None
    family, given = (" ".join(part.split()) for part in (found.family_name, found.given_name))
    if family or given:
        return {
            **({"family": family} if family else {}),
            **({"given": given.split()} if given else {}),
        }
    ideographic = " ".join(found.ideographic.replace("^", " ").split())
    return {"text": ideographic} if ideographic else None


def _imaging_study(source: SourceHeader) -> Json:
    study, accession = _words(source, "StudyInstanceUID"), _words(source, "AccessionNumber")
    identifiers: list[Json] = [{"system": _UID_SYSTEM, "value": f"urn:oid:{study}"}]
    if accession:
        identifiers.append({"type": hl7_concept("v2-0203", "ACSN"), "value": accession})
    started = _date(_words(source, "StudyDate"))
    modality = text(source.dataset, "Modality") or "OT"
    film = {
        "uid": str(source.sop_instance),
        "sopClass": {"system": _URI_SYSTEM, "code": f"urn:oid:{source.sop_class}"},
    }
    return {
        "identifier": identifiers,
        **({"started": started} if started else {}),
        "series": [
            {
                "uid": str(source.series),
                "modality": {"system": _DICOM_SYSTEM, "code": modality},
                "instance": [film],
            }
        ],
    }


def _words(source: SourceHeader, keyword: str) -> str:
    """Return an element as text in one line."""
    value = value_of(source.dataset, keyword)
    return " ".join(str(value or "").replace("\0", " ").split())


def _date(words: str) -> str | None:
    """Return a date of DICOM (YYYYMMDD) as FHIR writes it, or None if there is none."""
    if re.fullmatch(r"\d{8}", words):
        with suppress(ValueError):
            return datetime.strptime(words, "%Y%m%d").date().isoformat()  # noqa: DTZ007  (a day has no zone)
    return None
