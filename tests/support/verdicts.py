"""Verdicts for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ulid import ULID

from cxr.study import Finding, Label
from cxr.verdict import Judgement, ReaderFinding, Verdict

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OUTSIDE = Finding(0.8, None, False, "v-1")


def opinion(label: str, version: str = "v-1") -> Finding:
    probability = {"positive": 0.9, "uncertain": 0.5, "negative": 0.1}[label]
    return Finding(probability, Label(label), True, version)


def study_id(number: int) -> str:
    return str(ULID.from_bytes(number.to_bytes(6, "big") + bytes(10)))


def verdict(
    film: int, said: str | None, finding: str | None, of: Finding, *, minute: int = 0, **changes: Any
) -> Verdict:
    given: dict[str, Any] = {
        "study_id": study_id(film),
        "reader": "sub-1",
        "reader_email": "reader@example.org",
        "given_at": NOON + timedelta(minutes=film + minute),
        "said": Judgement(said) if said else None,
        "finding": ReaderFinding(finding) if finding else None,
        "before_opinion": False,
        "opinion": of,
    }
    return Verdict(**given | changes)
