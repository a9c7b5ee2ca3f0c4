"""The audit events of operators: what a command does to a site is in the trail of the site."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from cxr.audit_event import NO_SITE, Act, AuditEvent, Outcome
from cxr.storage.audit.audit_trail import AuditTrail
from infra.stage import Stage

DETAILS = (
    *("sign-out", "reset-second-factor", "disable", "delete", "program-added", "program-removed"),
    *("prevalence", "film-first", "second-factor", "result-objects"),
)
"""What operators do to memberships and settings. Pages show the words (infra/tools/translations.py)."""

_RETENTION = re.compile(r"auditRetentionDays=(\d+)")


def record(
    stage: Stage, site: str | None, detail: str, about: str | None = None, act: Act = Act.MEMBERSHIP
) -> None:
    """Add a change at a site. The account is the operator's, by the name that AWS gives.

    ``about``: the account that a change of a membership concerns.
    """
    table = stage.session.resource("dynamodb", endpoint_url=stage.endpoint).Table(
        stage.outputs["AuditTableName"]
    )
    kept = _RETENTION.search(stage.outputs["Guards"])
    if kept is None:
        raise LookupError("the outputs of the stack do not say how long events are kept")
    event = AuditEvent(
        site=site or NO_SITE,
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
