"""The JSON form of a verdict."""

from typing import Any

from cxr.verdict import Verdict


def verdict_json(verdict: Verdict, reader: str) -> dict[str, Any]:
    """Return the fields of the API contract. ``reader`` is the account that asks."""
    opinion = verdict.opinion
    return {
        "study_id": verdict.study_id,
        "given_at": verdict.given_at.isoformat(),
        "reader": verdict.reader,
        "reader_email": verdict.reader_email,
        "is_own": verdict.reader == reader,
        "verdict": verdict.judgement,
        "finding": verdict.finding,
        "note": verdict.note,
        "before_opinion": verdict.before_opinion,
        "model_version": opinion.model_version,
        "label": opinion.label,
        "probability": opinion.probability,
        "in_population": opinion.in_population,
    }
