"""The history of releases: one row per release, with six figures, a sentence and the commit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxr.inference.model_card import ModelCard
from training.evaluation.acceptance import figure
from training.files import atomic_write
from training.model_card.tables.markdown import cell

HISTORY = "HISTORY.md"
"""The file of the history, in the folder of the reports."""

FIGURES = {
    "AUC": "test/auc",
    "accuracy": "test/accuracy",
    "sensitivity": "test/sensitivity",
    "specificity": "test/specificity",
    "accuracy, holdout": "holdout/accuracy",
    "calibration error, holdout": "holdout/ece",
}
"""Titles and paths of the figures. The first four are of the test films."""

HEAD = f"""# Releases

The first four figures are of the test films, the others of the holdout films, all of the shipped file at its
own thresholds. `python -m training export` writes the figures of its version; the sentence and the commit are
written by hand. `git show COMMIT:training/reports/VERSION/figures.json` shows all figures of a release.

| version | {" | ".join(FIGURES)} | what changed | commit |
| --- | {"---: | " * len(FIGURES)}--- | --- |
"""


def write_history(card: ModelCard, reports: Path) -> None:
    """Write the row of the card's version. Its sentence and commit are kept. The write is atomic."""
    path = reports / HISTORY
    text = path.read_text() if path.exists() else HEAD
    rows = {row.split("|")[1].strip(): row for row in text.splitlines() if row.startswith("| ")}
    before = rows.get(card.version)
    sentence, commit = (part.strip() for part in before.split("|")[-3:-1]) if before else ("", "")
    row = history_row(card.version, card.figures, sentence, commit)
    with atomic_write(path) as partial:
        partial.write_text(text.replace(before, row) if before else f"{text.rstrip()}\n{row}\n")


def history_row(version: str, figures: Mapping[str, Any], sentence: str, commit: str) -> str:
    """Return one row of the table."""
    values = [cell(figure(figures, path)) for path in FIGURES.values()]
    return f"| {' | '.join([version, *values, sentence, commit])} |"
