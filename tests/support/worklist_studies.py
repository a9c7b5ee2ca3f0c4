"""Studies of a busy site, as its worklist finds them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ulid import ULID

from cxr.storage.studies.study_item import study_to_item
from cxr.study import Finding, Label, OutOfPopulation, RefusalReason, Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
SITE = "st-marys"

KINDS = (
    "positive",
    "uncertain",
    "negative",
    "outside_population",
    "refused",
    "failed",
    "processing",
    "awaiting",
)
_PROBABILITIES = {Label.POSITIVE: 0.9, Label.UNCERTAIN: 0.5, Label.NEGATIVE: 0.1}


def study_of(
    kind: str, minutes_ago: float, *, unread: bool = True, patient_ref: str | None = None, site: str = SITE
) -> Study:
    """Return a study of one of KINDS that was received so many minutes before NOW."""
    received = NOW - timedelta(minutes=minutes_ago)
    finding, reason, status = None, None, Status.COMPLETE
    if kind in set(Label):
        label = Label(kind)
        # Films that came later are slightly more probable.
        finding = Finding(_PROBABILITIES[label] - minutes_ago / 1e6, label, True, "v-test")
    elif kind == "outside_population":
        finding = Finding(0.99, None, False, "v-test", out_of_population_reason=OutOfPopulation.AGE)
    elif kind == "refused":
        status, reason = Status.REFUSED, RefusalReason.BLANK
    else:
        status = Status("awaiting_upload" if kind == "awaiting" else kind)
    study_id = str(ULID.from_datetime(received))
    return Study(
        site,
        study_id,
        status,
        received,
        received,
        patient_ref=patient_ref,
        finding=finding,
        reason=reason,
        unread=unread,
    )


def put(table: "Table", studies: Sequence[Study]) -> None:
    """Write the studies as they are."""
    with table.batch_writer() as batch:
        for study in studies:
            batch.put_item(study_to_item(study))
