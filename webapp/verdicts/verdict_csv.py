"""The verdicts of a site as a table for other programs."""

import csv
import io
from collections.abc import Iterable, Mapping

from cxr.verdict import Verdict

ROWS_A_FILE = 5000
"""A Lambda's answer is limited to 6 MB. A row is some 250 bytes, and up to 900 with a note."""

_COLUMNS = (
    *("study_id", "given_at", "reader", "reader_email", "verdict", "finding", "before_opinion"),
    *("model_version", "label", "probability", "reference", "in_population", "note"),
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula, and runs it."""


def verdicts_csv(verdicts: Iterable[Verdict], patients: Mapping[str, str] | None = None) -> str:
    """Return one line for each verdict, below a line of names.

    ``reference`` is 1 if the film shows pneumonia in the reader's eyes, 0 if not, and empty if that is not
    known. With ``patients``, the patient's hash of studies, there is a column of it.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS if patients is None else (*_COLUMNS, "patient"))
    for verdict in verdicts:
        patient = [] if patients is None else [patients.get(verdict.study_id, "")]
        table.writerow([harmless(cell) for cell in (*_cells(verdict), *patient)])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe before a formula makes it text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(verdict: Verdict) -> list[str]:
    opinion = verdict.opinion
    return [
        verdict.study_id,
        verdict.given_at.isoformat(),
        verdict.reader,
        verdict.reader_email or "",
        verdict.judgement or "",
        verdict.finding or "",
        _number(verdict.before_opinion),
        opinion.model_version,
        opinion.label or "",
        f"{opinion.probability:.6f}",
        _number(verdict.has_pneumonia),
        _number(opinion.in_population),
        verdict.note or "",
    ]


def _number(known: bool | None) -> str:
    return "" if known is None else str(int(known))
