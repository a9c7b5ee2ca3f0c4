"""Verdicts and the settings of a reader, as the API takes and returns them."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from cxr.figures.prevalence import HIGHEST, LOWEST
from cxr.study import Label
from cxr.verdict import Judgement, ReaderFinding
from infra.openapi.answer import Answer, Share
from webapp.studies.worklist_request import StudyId


class Verdict(Answer):
    """What a reader concluded, beside the finding of the model at that time."""

    study_id: StudyId
    given_at: AwareDatetime
    reader: str
    reader_email: str | None
    is_own: bool
    verdict: Judgement | None
    finding: ReaderFinding | None
    note: str | None
    before_opinion: bool
    model_version: str
    label: Label | None
    probability: Share
    in_population: bool | None


class Verdicts(Answer):
    """All verdicts on a film, newest first. None while the opinion is hidden."""

    verdicts: list[Verdict]


class Reading(Answer):
    """How the member reads."""

    film_first: bool
    film_first_source: Literal["own", "site"]
    hotkeys: bool


class PrevalenceRequest(BaseModel):
    """The share of films with pneumonia among those that the member's place sends."""

    prevalence: Annotated[float, Field(ge=LOWEST, le=HIGHEST)]
