"""The filter of the audit page, from the address of the page."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self

from flask import request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest

from cxr.audit_event import Act, Outcome
from cxr.storage.audit.audit_trail import EventFilter


def _given(text: str) -> str | None:
    """Return None for a field of the form that was left empty."""
    return text or None


Day = Annotated[date | None, BeforeValidator(_given), Field(ge=date(1970, 1, 1), le=date(9998, 12, 31))]
"""Events have the milliseconds since 1970 in their key."""

Sub = Annotated[str | None, BeforeValidator(_given), Field(max_length=128)]


class EventRequest(BaseModel):
    """The query of the audit page. Both days are included, in UTC."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: Day = None
    until: Day = None
    act: Annotated[Act | None, BeforeValidator(_given)] = None
    outcome: Annotated[Outcome | None, BeforeValidator(_given)] = None
    account: Sub = None
    cursor: Annotated[str | None, BeforeValidator(_given)] = None

    @classmethod
    def of_this_request(cls) -> Self:
        """Return the query of the request. Raise BadRequest."""
        try:
            return cls.model_validate(request.args.to_dict())
        except ValidationError as e:
            raise BadRequest from e

    @property
    def wanted(self) -> EventFilter:
        """Return the filter for the audit trail."""
        return EventFilter(
            _midnight(self.since),
            _midnight(self.until, timedelta(days=1)),
            self.act,
            self.account,
            self.outcome,
        )

    @property
    def query(self) -> dict[str, str]:
        """Return the filter as values of an address, without the cursor."""
        return {
            name: str(value)
            for name, value in self.model_dump(mode="json", exclude={"cursor"}, exclude_none=True).items()
        }


def _midnight(day: date | None, later: timedelta = timedelta()) -> datetime | None:
    return datetime.combine(day, time(), UTC) + later if day else None
