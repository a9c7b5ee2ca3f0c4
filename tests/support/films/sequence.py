"""Films of a site one after the other, and when their change was noticed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ulid import ULID

from cxr.drift.film_changes import Change, FilmsOfSite
from cxr.study import Finding, RefusalReason, Status, Study

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def studies(findings: Iterable[Finding | None], version: str) -> list[Study]:
    """One study a minute; None stands for a film that was refused."""
    found = []
    for minute, finding in enumerate(findings):
        at = BEGIN + timedelta(minutes=minute)
        study = Study("st-marys", str(ULID.from_datetime(at)), Status.COMPLETE, at, at)
        if finding:
            found.append(replace(study, finding=replace(finding, model_version=version)))
        else:
            found.append(replace(study, status=Status.REFUSED, reason=RefusalReason.NOT_FRONTAL))
    return found


def changes(found: FilmsOfSite) -> list[tuple[Change, int]]:
    """Each alarm, and after how many films it came."""
    return [(it.change, int((it.at - BEGIN) / timedelta(minutes=1))) for it in found.models[0].alarms]
