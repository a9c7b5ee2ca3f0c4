"""A prevalence <-> a number of DynamoDB. An item without it, or with null, has none."""

from decimal import Decimal

from cxr.errors import InvalidPrevalence
from cxr.figures.prevalence import checked_prevalence


def to_number(share: float | None) -> Decimal | None:
    """Return a prevalence as the table stores it."""
    return None if share is None else Decimal(str(share))


def from_number(stored: object) -> float | None:
    """Return a stored prevalence, 0-1.

    An operator may have written it by hand: what cannot be a prevalence counts as none.
    """
    try:
        return checked_prevalence(float(stored) if isinstance(stored, Decimal) else stored)
    except InvalidPrevalence:
        return None
