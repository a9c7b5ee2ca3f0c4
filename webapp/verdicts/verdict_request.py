"""The requests that give a verdict, and that change how a member reads."""

from typing import Annotated, Self

from flask_babel import lazy_gettext
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from cxr.verdict import MAX_NOTE, Judgement, ReaderFinding


def _printable(text: str) -> str:
    if not text.replace("\n", "").isprintable():
        raise ValueError(lazy_gettext("Only printable characters and line breaks are possible."))
    return text


Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MAX_NOTE), AfterValidator(_printable)
]


class VerdictRequest(BaseModel):
    """The body of ``POST /api/v1/studies/<id>/verdicts``. An empty note counts as none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Judgement | None = None
    finding: ReaderFinding | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.verdict is None and self.finding is None:
            raise ValueError(lazy_gettext("Give a verdict, a finding of your own, or both."))
        return self


class ReadingSettingsRequest(BaseModel):
    """The body of ``PUT /api/v1/reading``. A field that is not given stays as it is.

    ``film_first``: null leaves it to the site.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    film_first: bool | None = None
    hotkeys: bool = False
