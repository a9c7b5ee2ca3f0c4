"""The base of every answer's description."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
"""A probability or a share, 0-1."""


class Answer(BaseModel):
    """An object that the API returns. A test fails on a field that is not described.

    The published document leaves objects open, so that a later release may add fields.
    """

    model_config = ConfigDict(extra="forbid")


class FieldError(Answer):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(Answer):
    """Problem details of RFC 9457. ``correlation_id`` names the request in our logs.

    ``errors`` lists wrong fields. ``site`` is the site that the request would act in, where it names another.
    ``study_id`` and ``created_at`` name the study that a film was uploaded
    for before.
    """

    type: str
    title: str
    status: int
    detail: str
    correlation_id: str
    errors: list[FieldError] = []
    site: str = ""
    study_id: str = ""
    created_at: str = ""


class Session(Answer):
    """The session of a browser, and how long it lasts without further use."""

    ends_in_seconds: Annotated[int, Field(ge=0)]
    can_extend: bool
    account: str
    site: str
    csrf_token: str


class FhirBundle(BaseModel):
    """A collection bundle of FHIR R4: https://hl7.org/fhir/R4/bundle.html."""

    resourceType: str  # noqa: N815  (FHIR's name)
    type: str
    entry: list[dict[str, object]]
