"""Studies and lists of studies, as the API returns them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AnyUrl, AwareDatetime, Field

from cxr.study import MAX_PATIENT_REF, Label, OutOfPopulation, RefusalReason
from infra.openapi.answer import Answer, Share
from infra.openapi.verdict_answers import Verdict
from webapp.studies.worklist_request import StudyId

ShownStatus = Literal["awaiting_upload", "processing", "complete", "refused", "failed"]
Grey = Annotated[int, Field(ge=0, le=255)]


class Region(Answer):
    """A place with strong evidence, as fractions of the film's width and height."""

    x: Share
    y: Share
    width: Share
    height: Share
    weight: Share


class Study(Answer):
    """One film. The fields of a finding are null until the study is complete.

    ``label`` and ``probability_at_site`` are null outside the validated population.
    ``operating_point``: ``card``, or the name of the site's ``thresholds`` that the label rests on.
    ``opinion_hidden``: the finding is hidden from the member until a verdict.
    """

    study_id: StudyId
    status: ShownStatus
    received_at: AwareDatetime
    created_at: AwareDatetime
    updated_at: AwareDatetime
    source: Literal["upload", "inbox"]
    patient_ref: Annotated[str, Field(max_length=MAX_PATIENT_REF)] | None
    patient_hash: str | None
    examination_hash: str | None
    probability: Share | None
    label: Label | None
    in_population: bool | None
    out_of_population_reason: OutOfPopulation | None
    model_version: str | None
    operating_point: str | None
    thresholds: tuple[Share, Share] | None
    regions: list[Region]
    probability_at_site: Share | None
    prevalence: Share | None
    out_of_population_sentence: str | None
    unread: bool
    has_thumbnail: bool
    reason: RefusalReason | None
    reason_sentence: str | None
    opinion_hidden: bool
    verdict: Verdict | None


class PredictiveValue(Answer):
    """How often the label is right at the prevalence, with a 95 % interval."""

    label: Label
    value: Share
    interval: tuple[Share, Share] | None
    films: int | None
    sentence: str


class Meaning(Answer):
    """What the finding means at the prevalence of the place."""

    assumed_prevalence: Share
    prevalence_source: Literal["request", "own", "site"] | None
    in_100: Annotated[int, Field(ge=0, le=100)] | None
    sentence: str | None
    predictive_value: PredictiveValue | None
    elsewhere: list[str]


class Window(Answer):
    """The levels that are shown black and white. ``curve``: the greys between them, if not straight."""

    black: float
    white: float
    curve: list[Grey] | None


class StudyWithPictures(Study):
    """A study with links to its pictures, which work for five minutes."""

    meaning: Meaning | None
    window: Window | None
    links: dict[Literal["preview", "heatmap", "rendition"], AnyUrl]


class StudyPage(Answer):
    """Studies of the site, newest first. ``cursor`` is that of the next page."""

    studies: list[Study]
    cursor: str | None


class Prior(Study):
    """An earlier film. ``comparable``: the same model judged both films."""

    comparable: bool


class Priors(Answer):
    """Earlier films of the same patient, newest first.

    Films from before ``searched_back_to`` were not looked at. It is null if all were.
    """

    priors: list[Prior]
    searched_back_to: datetime | None


class UploadForm(Answer):
    """A form to post to S3: first the fields, then the film as ``file``. It works for 15 minutes."""

    url: AnyUrl
    fields: dict[str, str]


class CreatedStudy(Answer):
    """A study that awaits its film."""

    study_id: StudyId
    upload: UploadForm


class WorklistRow(Study):
    """A study in the worklist. ``overdue``: it has been unread for more than an hour."""

    overdue: bool


class WorklistPage(Answer):
    """A page of the worklist. ``version`` changes with its content. ``unread`` counts by urgency."""

    studies: list[WorklistRow]
    total: int | None
    is_cut: bool
    order: str
    without_opinion: bool
    unread: dict[str, int]
    unread_is_cut: bool
    also: list[WorklistRow]
    cursor: str | None
    as_of: AwareDatetime
    version: str


class UnchangedWorklist(Answer):
    """The page has not changed since the version that the request names as ``known``."""

    unchanged: Literal[True]
