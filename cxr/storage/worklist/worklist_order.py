"""The place of a study in the worklist."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from cxr.storage.studies.study_item import INDEX_KEY
from cxr.storage.worklist.worklist_query import Order
from cxr.study import MAX_PATIENT_REF
from cxr.urgency import Urgency, received_at

SortKey = tuple[int, float | str, str]
"""A group, a value in it, and the study's identifier, reversed where newer studies come first."""

OVERDUE = -1
"""The group of studies that have waited too long. It comes before every other group."""

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REVERSED = str.maketrans(_DIGITS, _DIGITS[::-1])


FIELDS: Mapping[Order, tuple[str, ...]] = {
    Order.TO_DO: ("study_id", INDEX_KEY),
    Order.NEWEST: ("study_id",),
    Order.PROBABILITY: ("study_id", "finding.probability", "finding.in_population"),
    Order.REFERENCE: ("study_id", "patient_ref"),
}
"""The fields of an item that each order needs: few, since reading them is most of the work of a page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """As much of a study as its place needs. ``probability`` is that of a film with a label, 0-1."""

    study_id: str
    urgency: Urgency | None
    probability: float | None
    patient_ref: str | None

    @classmethod
    def of_item(cls, item: Mapping[str, Any]) -> Self:
        """Return the entry of an item of the studies table, or of a part of it with FIELDS."""
        finding = item.get("finding", {})
        # Outside the validated population, there is no label, and a probability cannot be compared.
        has_label = "probability" in finding and finding.get("in_population") is not False
        return cls(
            item["study_id"],
            Urgency(int(item[INDEX_KEY][0])) if INDEX_KEY in item else None,
            float(finding["probability"]) if has_label else None,
            item.get("patient_ref"),
        )

    def sort_key(self, order: Order, now: datetime) -> SortKey:
        """Return the place of the study at the time ``now``. A study that was read has none in TO_DO."""
        if order is Order.TO_DO and self.urgency is not None:
            is_overdue = self.urgency.is_overdue(received_at(self.study_id), now)
            return (OVERDUE if is_overdue else self.urgency.value, "", self.study_id)
        newest_first = self.study_id.translate(_REVERSED)
        if order is Order.PROBABILITY:
            return (self.probability is None, -(self.probability or 0.0), newest_first)
        if order is Order.REFERENCE:
            return (not self.patient_ref, _natural(self.patient_ref or ""), newest_first)
        return (0, "", newest_first)


def _natural(reference: str) -> str:
    """Return the reference in a form that sorts P-2 before P-10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(MAX_PATIENT_REF), reference.casefold())
