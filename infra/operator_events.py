"""The audit events of operators: what a command does to a site is in the trail of the site."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from cxr.audit_event import NO_SITE, Act, AuditEvent, Outcome
from cxr.storage.audit.audit_trail import AuditTrail
from infra.stage import Stage

DETAILS = (
    "sign-out",
    "reset-second-factor",
    "disable",
    "delete",
    "remove",
    "program-added",
    "program-removed",
)
"""What operators do to memberships. Pages show the words (infra/tools/translations.py)."""

SETTINGS = (
    *("prevalence", "film-first", "second-factor", "result-objects"),
    *("gateway-added", "gateway-removed"),
)
"""What operators set for a site. Pages show these words, too."""

_RETENTION = re.compile(r"auditRetentionDays=(\d+)")


def record(stage: Stage, site: str | None, detail: str, about: str) -> None:
    """Add a change of a membership at a site."""
    _add(stage, site or NO_SITE, Act.MEMBERSHIP, detail, about)


def record_setting(stage: Stage, site: str, detail: str) -> None:
    """Add a change of a site's settings; ``detail`` is one of SETTINGS."""
    _add(stage, site, Act.SETTINGS, detail)


def _add(stage: Stage, site: str, act: Act, detail: str, about: str | None = None) -> None:
    """Add an event. The account is the operator's, by the name that AWS gives."""
    table = stage.session.resource("dynamodb", endpoint_url=stage.endpoint).Table(
        stage.outputs["AuditTableName"]
    )
    kept = _RETENTION.search(stage.outputs["Guards"])
    if kept is None:
        raise LookupError("the outputs of the stack do not say how long events are kept")
    event = AuditEvent(
        site=site,
        at=datetime.now(UTC),
        act=act,
        outcome=Outcome.SUCCESS,
        request=str(uuid4()),
        account=f"operator:{_operator(stage)}",
        about=about,
        detail=detail,
    )
    AuditTrail(table, timedelta(days=int(kept[1]))).add(event)


def _operator(stage: Stage) -> str:
    """Return the last part of the ARN of the credentials: a user, a role's session, or root."""
    identity = stage.session.client("sts", endpoint_url=stage.endpoint).get_caller_identity()
    return re.split("[/:]", identity["Arn"])[-1]
