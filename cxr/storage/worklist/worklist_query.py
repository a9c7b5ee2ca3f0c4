"""What a person asks of the worklist: which studies, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import and_, or_

from boto3.dynamodb.conditions import Attr, ConditionBase

from cxr.study import Label, Status


class Order(StrEnum):
    """The orders of the list."""

    TO_DO = "to_do"
    NEWEST = "newest"
    PROBABILITY = "probability"
    REFERENCE = "reference"


class Outcome(StrEnum):
    """What came of a film, in one word: its label, or why it has none."""

    POSITIVE = "positive"
    UNCERTAIN = "uncertain"
    NEGATIVE = "negative"
    OUTSIDE_POPULATION = "outside_population"
    REFUSED = "refused"
    FAILED = "failed"
    PROCESSING = "processing"
    AWAITING_UPLOAD = "awaiting_upload"


@dataclass(frozen=True, slots=True)
class WorklistQuery:
    """An order and filters. No outcome means every one; ``search`` is looked for in patient references.

    ``since`` and ``until`` limit when a study was received: from ``since`` on, before ``until``.
    """

    order: Order = Order.TO_DO
    unread_only: bool = False
    outcomes: frozenset[Outcome] = frozenset()
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""

    def condition(self) -> ConditionBase | None:
        """Return the filters as a condition of DynamoDB, without the times and the mark of a reader."""
        conditions: list[ConditionBase] = []
        if self.outcomes:
            conditions.append(reduce(or_, [_is(outcome) for outcome in sorted(self.outcomes)]))
        if self.source:
            conditions.append(Attr("source").eq(self.source))
        if self.search:
            # References of release 0.8.0 and earlier are not folded.
            folded = Attr("folded_ref").contains(self.search.casefold())
            conditions.append(folded | Attr("patient_ref").contains(self.search))
        return reduce(and_, conditions) if conditions else None


def _is(outcome: Outcome) -> ConditionBase:
    """Return the condition of an outcome.

    Release 0.8.0 and earlier stored a label outside the validated population, too.
    """
    if outcome is Outcome.OUTSIDE_POPULATION:
        return Attr("finding.in_population").eq(False)
    if outcome.value in set(Label):
        return Attr("finding.label").eq(outcome.value) & Attr("finding.in_population").ne(False)
    return Attr("status").eq(Status(outcome).value)
