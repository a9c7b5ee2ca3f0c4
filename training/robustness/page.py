"""The table of treatments, as Markdown and as JSON."""

import json
from collections.abc import Sequence
from pathlib import Path

from training.evaluation.treated_films import Row
from training.files import atomic_write
from training.model_card.tables.markdown import cell, table

_HEAD = (
    *("treatment", "refused", "flagged", "in population", "uncertain", "label changed", "reversed"),
    *("missed", "false alarms", "newly wrong", "unchanged", "refused or flagged", "AUC"),
)


def write_treatments(rows: Sequence[Row], films: int, version: str, path: Path) -> None:
    """Write ``path`` (Markdown), and the same figures beside it as JSON."""
    with atomic_write(path) as beside:
        beside.write_text(_page(rows, films, version))
    with atomic_write(path.with_suffix(".json")) as beside:
        figures = {"model": version, "films": films, "treatments": [row.as_dict() for row in rows]}
        beside.write_text(json.dumps(figures, indent=1, allow_nan=False) + "\n")


def _page(rows: Sequence[Row], films: int, version: str) -> str:
    lead = (
        f"# Treated films\n\nWritten by `python -m training robustness`: model {version}, {films} films, "
        "each judged as it came (`base`) and after each treatment.\n\n"
        "Figures are per cent of films, but for the AUC. *Missed* (pneumonia called negative) and *false "
        "alarms* are wrong labels that bear no flag; *newly wrong* are those that the film as it came did "
        "not have; *reversed* labels went from negative to positive or back; *unchanged* are label and flag. "
        "A flagged film counts by the label of its probability, which the service does not give. "
        "`training/treatments/` has what each treatment does.\n\n"
    )
    return lead + table(_HEAD, [_cells(row) for row in rows]) + "\n"


def _cells(row: Row) -> list[str]:
    name, *shares, auc = row.as_dict().values()
    return [str(name), *(f"{100 * float(share or 0):.0f}" for share in shares), cell(auc)]
