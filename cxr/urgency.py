"""What a site has to do first."""

from datetime import datetime, timedelta
from enum import IntEnum

from ulid import ULID

from cxr.study import Finding, Label, Status, Study

MAX_WAIT = timedelta(minutes=60)
"""An unread study rises to the top of the list after this time. Without such a limit, a film that the model
calls negative by mistake waits as long as others come (triage simulation, PMC8128725)."""


class Urgency(IntEnum):
    """The groups of unread studies, in the order in which a site reads them."""

    POSITIVE = 0
    UNCERTAIN = 1
    OUTSIDE_POPULATION = 2
    WITHOUT_FINDING = 3
    NEGATIVE = 4
    PROCESSING = 5
    AWAITING_UPLOAD = 6

    def is_overdue(self, received: datetime, now: datetime) -> bool:
        """Return whether a study of this group has waited longer than MAX_WAIT.

        A study without its film never has: most of these are abandoned uploads, and stay for weeks.
        """
        return self is not Urgency.AWAITING_UPLOAD and now - received > MAX_WAIT


_BY_LABEL = {
    Label.POSITIVE: Urgency.POSITIVE,
    Label.UNCERTAIN: Urgency.UNCERTAIN,
    Label.NEGATIVE: Urgency.NEGATIVE,
}
_BY_STATUS = {
    Status.AWAITING_UPLOAD: Urgency.AWAITING_UPLOAD,
    Status.PROCESSING: Urgency.PROCESSING,
    Status.REFUSED: Urgency.WITHOUT_FINDING,
    Status.FAILED: Urgency.WITHOUT_FINDING,
}


def urgency_of(status: Status, finding: Finding | None) -> Urgency:
    """Return the group of an unread study."""
    if finding is None:
        return _BY_STATUS[status]
    return Urgency.OUTSIDE_POPULATION if finding.label is None else _BY_LABEL[finding.label]


def received_at(study_id: str) -> datetime:
    """Return when the study began, or when its film arrived from another system."""
    return ULID.from_str(study_id).datetime


def is_overdue(study: Study, now: datetime) -> bool:
    """Return whether the study is unread and has waited longer than MAX_WAIT."""
    urgency = urgency_of(study.status, study.finding)
    return study.unread and urgency.is_overdue(received_at(study.study_id), now)
