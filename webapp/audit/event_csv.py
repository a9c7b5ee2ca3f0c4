"""Events of the audit trail as a table for other programs."""

import csv
import io
from collections.abc import Iterable, Mapping

from cxr.audit_event import AuditEvent
from webapp.verdicts.verdict_csv import harmless

ROWS_A_FILE = 5000
"""A Lambda's answer is limited to 6 MB. A row is some 300 bytes."""

_COLUMNS = (
    *("at", "account", "email", "act", "detail", "outcome", "study_id", "about"),
    *("session", "source", "request"),
)


def events_csv(events: Iterable[AuditEvent], names: Mapping[str, str]) -> str:
    """Return one line for each event, below a line of names. ``names`` are addresses by account."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    table.writerows([harmless(cell) for cell in _cells(event, names)] for event in events)
    return text.getvalue()


def _cells(event: AuditEvent, names: Mapping[str, str]) -> list[str]:
    account = event.account or ""
    return [
        event.at.isoformat(),
        account,
        names.get(account, ""),
        event.act,
        event.detail or "",
        event.outcome,
        event.study_id or "",
        event.about or "",
        event.session or "",
        event.source or "",
        event.request,
    ]
