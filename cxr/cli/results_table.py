"""Reads a table of judged films whose truth is known."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxr.errors import InvalidResults
from cxr.figures.operating_figures import KnownFilm
from cxr.study import Label

COLUMNS = ("probability", "label", "reference", "in_population")
"""The columns that a table needs."""

_OPTIONAL = ("group", "study_id", "model_version", "patient")
"""Columns that a table may have. Others are passed over."""

_BOOLEANS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """The films of a table.

    Left out, and counted: ``unknown`` films without a reference, and ``repeated`` lines of a study that has
    a later line, because the newest verdict counts.
    """

    films: tuple[KnownFilm, ...]
    unknown: int
    repeated: int


def read_results(path: Path) -> ResultsTable:
    """Read a CSV file with the names of COLUMNS in its first line. Raise OSError or InvalidResults."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
            if missing:
                raise InvalidResults(f"{path}: the first line lacks the column {', '.join(missing)}")
            rows = [(row, f"{path}, line {table.line_num}") for row in table]
    except (UnicodeDecodeError, csv.Error) as e:
        raise InvalidResults(f"{path} is no CSV file in UTF-8") from e
    newest = {row.get("study_id") or where: (row, where) for row, where in rows}
    films = [_film(row, where) for row, where in newest.values()]
    known = tuple(film for film in films if film)
    if not known:
        raise InvalidResults(f"{path} has no line with a reference")
    return ResultsTable(known, len(films) - len(known), len(rows) - len(films))


def _film(row: Mapping[str, str | None], where: str) -> KnownFilm | None:
    cells = {name: (row.get(name) or "").strip() for name in (*COLUMNS, *_OPTIONAL)}
    has_pneumonia = _boolean(cells, "reference", where)
    if has_pneumonia is None:
        return None
    return KnownFilm(
        _probability(cells["probability"], where),
        _label(cells["label"], where),
        has_pneumonia,
        _boolean(cells, "in_population", where),
        cells["group"] or None,
        cells["model_version"] or None,
        cells["patient"] or None,
    )


def _probability(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    # Written this way round, because every comparison with NaN is false.
    if not 0 <= value <= 1:
        raise InvalidResults(f"{where}: the probability is not a number from 0 to 1")
    return value


def _label(text: str, where: str) -> Label | None:
    if text and text not in list(Label):
        raise InvalidResults(f"{where}: the label is not one of {', '.join(Label)}")
    return Label(text) if text else None


def _boolean(cells: Mapping[str, str], name: str, where: str) -> bool | None:
    text = cells[name].lower()
    if text and text not in _BOOLEANS:
        raise InvalidResults(f"{where}: {name} is neither 1 nor 0, nor empty")
    return _BOOLEANS[text] if text else None
