"""Every operation of the JSON API: what goes in, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any

from pydantic import BaseModel

from cxr.figures.prevalence import HIGHEST, LOWEST
from cxr.interchange.fhir.bundle import MEDIA_TYPE as FHIR
from infra.openapi.answer import FhirBundle, Session
from infra.openapi.study_answers import (
    CreatedStudy,
    Priors,
    StudyPage,
    StudyWithPictures,
    UnchangedWorklist,
    WorklistPage,
)
from infra.openapi.verdict_answers import PrevalenceRequest, Reading, Verdict, Verdicts
from webapp.studies.create_study_request import CreateStudyRequest
from webapp.studies.worklist_request import EditStudyRequest, ThumbnailsRequest, WorklistRequest
from webapp.verdicts.verdict_request import ReadingSettingsRequest, VerdictRequest

JSON = "application/json"

_PREVALENCE = {
    "name": "prevalence",
    "in": "query",
    "description": "Answer for this prevalence, and not for the one that is set",
    "schema": {"type": "number", "minimum": LOWEST, "maximum": HIGHEST},
}
_CURSOR = {
    "name": "cursor",
    "in": "query",
    "description": "The cursor of the page before",
    "schema": {"type": "string"},
}

Model = type[BaseModel] | UnionType | Mapping[str, Any]
"""A model, several of them, or a JSON Schema where there is no model."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. ``problems`` are statuses beyond those that every operation may have.

    Without an ``answer``, there is status 204. ``sessions_only``: a token has no session to show.
    """

    route: str
    name: str
    summary: str
    answer: Model | None = None
    status: int = 200
    body: type[BaseModel] | None = None
    query: tuple[dict[str, Any], ...] = ()
    problems: tuple[int, ...] = ()
    media_type: str = JSON
    sessions_only: bool = False

    @property
    def success(self) -> int:
        """Return the status of an answer that is no problem."""
        return self.status if self.answer is not None else 204


_STUDY = "/studies/{study_id}"

OPERATIONS = (
    Operation(
        "GET /session", "session", "When the session ends", Session, problems=(404,), sessions_only=True
    ),
    Operation(
        "POST /studies",
        "createStudy",
        "Create a study and get the form that uploads its film",
        CreatedStudy,
        status=201,
        body=CreateStudyRequest,
        problems=(409, 429),
    ),
    Operation(
        "GET /studies",
        "studies",
        "A page of studies, newest first",
        StudyPage,
        query=(_CURSOR,),
        problems=(400,),
    ),
    Operation(
        f"GET {_STUDY}",
        "study",
        "One study with what its finding means, and links to its pictures",
        StudyWithPictures,
        query=(_PREVALENCE,),
        problems=(422,),
    ),
    Operation(
        f"PATCH {_STUDY}",
        "editStudy",
        "Change the patient reference or the read mark",
        body=EditStudyRequest,
        problems=(409,),
    ),
    Operation(f"DELETE {_STUDY}", "deleteStudy", "Delete a study, its pictures and notes"),
    Operation(
        f"GET {_STUDY}/fhir",
        "fhir",
        "The result as a bundle of FHIR R4",
        FhirBundle,
        query=(_PREVALENCE,),
        problems=(409, 422),
        media_type=FHIR,
    ),
    Operation(f"GET {_STUDY}/priors", "priors", "Earlier films of the same patient", Priors),
    Operation(f"GET {_STUDY}/verdicts", "verdicts", "All verdicts on a film, newest first", Verdicts),
    Operation(
        f"POST {_STUDY}/verdicts",
        "giveVerdict",
        "Give a verdict on a film",
        Verdict,
        status=201,
        body=VerdictRequest,
        problems=(409,),
    ),
    Operation(f"POST {_STUDY}/opinion", "showOpinion", "Show the model's opinion before a verdict"),
    Operation(
        "POST /worklist",
        "worklist",
        "A page of the worklist, filtered and ordered",
        WorklistPage | UnchangedWorklist,
        body=WorklistRequest,
    ),
    Operation(
        "POST /thumbnails",
        "thumbnails",
        "Links to the thumbnails of films",
        {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
        body=ThumbnailsRequest,
    ),
    Operation("GET /reading", "reading", "How the member reads", Reading),
    Operation("PUT /reading", "changeReading", "Change how the member reads", body=ReadingSettingsRequest),
    Operation("PUT /prevalence", "setPrevalence", "Set the member's own prevalence", body=PrevalenceRequest),
    Operation("DELETE /prevalence", "unsetPrevalence", "Use the prevalence of the site again"),
)
