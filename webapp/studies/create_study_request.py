"""The request that creates a study, before its film is uploaded."""

from typing import Annotated

from flask_babel import lazy_gettext
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from cxr.imaging.file_format import FileFormat
from cxr.study import MAX_PATIENT_REF, MAX_UPLOAD_BYTES


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError(lazy_gettext("Only one line of printable characters is possible."))
    return text


PatientRef = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MAX_PATIENT_REF), AfterValidator(_printable)
]


class CreateStudyRequest(BaseModel):
    """The body of ``POST /api/v1/studies``. An empty patient reference counts as none.

    ``sha256`` of the file lets the site be asked for the same film, unless ``allow_duplicate`` is set.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    content_type: FileFormat
    size: int = Field(ge=1, le=MAX_UPLOAD_BYTES, strict=True)
    patient_ref: PatientRef | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    allow_duplicate: bool = False
