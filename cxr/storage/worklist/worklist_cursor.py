"""The cursor of the worklist: where a page ended."""

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from cxr.errors import InvalidCursor
from cxr.storage.object_keys import is_study_id
from cxr.storage.worklist.worklist_order import SortKey
from cxr.storage.worklist.worklist_query import Order


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: after ``key`` among the sorted studies, or below ``study_id`` among all.

    ``now`` is the time of the first page. Later pages use it too, so that no study moves between pages.
    """

    order: Order
    now: str
    key: SortKey | None = None
    study_id: str | None = None

    def encode(self) -> str:
        """Return an opaque text. It may contain a patient reference, so it must not be part of a URL."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def decode(cls, text: str, order: Order) -> Self:
        """Return the cursor of a list in this order. Raise InvalidCursor."""
        try:
            fields = json.loads(base64.urlsafe_b64decode(text.encode()))
            key = tuple(fields["key"]) if fields["key"] is not None else None
            cursor = cls(**{**fields, "order": Order(fields["order"]), "key": key})
            cursor._check(order)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as e:
            raise InvalidCursor("not a cursor of the worklist") from e
        return cursor

    def _check(self, order: Order) -> None:
        """Raise ValueError or TypeError unless every field can be used."""
        if self.order is not order or datetime.fromisoformat(self.now).tzinfo is None:
            raise ValueError("of another list")
        if self.key is not None:
            group, value, study_id = self.key
            wanted = float if order is Order.PROBABILITY else str
            if not (isinstance(group, int) and isinstance(value, wanted) and isinstance(study_id, str)):
                raise TypeError("no place in this order")
        elif self.study_id is not None and not is_study_id(self.study_id):
            raise ValueError("not an identifier")
