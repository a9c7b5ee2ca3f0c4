"""The requests of the worklist."""

from typing import Annotated, Literal, Self

from flask_babel import lazy_gettext
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from cxr.storage.worklist.worklist_query import Order, Outcome, WorklistQuery
from cxr.study import MAX_PATIENT_REF
from webapp.studies.create_study_request import PatientRef

MAX_IDS = 50
"""How many studies a request may name: as many as a page has."""

WITHOUT_OPINION = frozenset(Outcome) - {
    *(Outcome.POSITIVE, Outcome.UNCERTAIN, Outcome.NEGATIVE, Outcome.OUTSIDE_POPULATION)
}
"""What may be filtered by without telling what the model found."""

StudyId = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]


def _text(value: object) -> object:
    """Return the value. Raise ValueError for a number, which pydantic would take for seconds since 1970."""
    if isinstance(value, int | float):
        sentence = lazy_gettext("A time is text, in the form of RFC 3339.")
        raise ValueError(sentence)  # noqa: TRY004  (pydantic reports no other)
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_text)]


class WorklistRequest(BaseModel):
    """The body of ``POST /api/v1/worklist``. ``also`` names studies to return whatever the filters are.

    ``known`` is the version of the answer that the client has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: Order = Order.TO_DO
    unread: bool = False
    outcomes: frozenset[Outcome] = frozenset()
    source: Literal["upload", "inbox"] | None = None
    since: Moment | None = None
    until: Moment | None = None
    search: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_PATIENT_REF)] = ""
    cursor: str | None = Field(default=None, max_length=1000)
    known: str | None = Field(default=None, max_length=100)
    also: tuple[StudyId, ...] = Field(default=(), max_length=MAX_IDS)

    @property
    def without_opinion(self) -> Self:
        """Return the request without what reveals the model's opinion, for a reader who sees films first."""
        reveals = self.order in (Order.TO_DO, Order.PROBABILITY)
        return self.model_copy(
            update={
                "order": Order.NEWEST if reveals else self.order,
                "outcomes": self.outcomes & WITHOUT_OPINION,
            }
        )

    @property
    def query(self) -> WorklistQuery:
        """Return the order and the filters."""
        return WorklistQuery(
            self.order, self.unread, self.outcomes, self.source, self.since, self.until, self.search
        )


class ThumbnailsRequest(BaseModel):
    """The body of ``POST /api/v1/thumbnails``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[StudyId, ...] = Field(max_length=MAX_IDS)


class EditStudyRequest(BaseModel):
    """The body of ``PATCH /api/v1/studies/<study_id>``. A field that is left out does not change.

    ``updated_at`` is that of the study that was read: an outcome that came later is not marked as read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    patient_ref: PatientRef | None = None
    unread: bool | None = None
    updated_at: Moment | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.unread is False and self.updated_at is None:
            raise ValueError(lazy_gettext("Without updated_at, a study cannot be marked as read."))
        return self
