"""The figures of a model card as tables. A table without figures is an empty string."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cxr.inference.model_card import Verdict
from training.evaluation.acceptance import judged
from training.evaluation.evaluate import TUNED
from training.model_card.tables.markdown import cell, table, with_interval
from training.model_card.tables.titles import title
from training.quantization.parity import GATE

Figures = Mapping[str, Any]

MEASURES = {
    "films": "Films",
    "patients": "Patients",
    "auc": "AUC (ROC)",
    "average_precision": "AUC (precision-recall)",
    "accuracy": "Accuracy",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "normal_called_negative": "Normal labelled negative",
    "pneumonia_called_negative": "Pneumonia labelled negative",
    "brier": "Brier score",
    "ece": "Calibration error (ECE, 15 bins)",
    "uncertain": "Labelled uncertain (films)",
    "refused": "Refused (films)",
    "flagged": "Flagged (films)",
}


def sets_of(figures: Figures) -> list[str]:
    """Return the measured sets of films."""
    return [name for name, group in figures.items() if isinstance(group, Mapping) and "auc" in group]


def has_intervals(figures: Figures) -> bool:
    """Return whether any set has intervals."""
    return any("intervals" in figures[name] for name in sets_of(figures))


def overall(figures: Figures) -> str:
    """Return the measures of each set."""
    sets = sets_of(figures)
    known = [name for name in MEASURES if any(name in figures[group] for group in sets)]
    rows = [[MEASURES[name], *(with_interval(figures[group], name) for group in sets)] for name in known]
    return table(["", *map(title, sets)], rows) if sets else ""


def classes(figures: Figures) -> str:
    """Return precision, recall and F1 of each class, by set."""
    columns = ("precision", "recall", "f1")
    rows = [
        [f"{title(group)}: {name}", *(with_interval(row, column) for column in columns),
         cell(row.get("support"))]
        for group in sets_of(figures)
        for name, row in figures[group].get("classes", {}).items()
    ]  # fmt: skip
    return table(["", "Precision", "Recall", "F1", "Films"], rows) if rows else ""


def kinds(figures: Figures) -> str:
    """Return the metrics of each kind of pneumonia, by set."""
    rows = [
        [f"{title(group)}: {name}", cell(row.get("films")),
         with_interval(row, "sensitivity"), with_interval(row, "auc")]
        for group in sets_of(figures)
        for name, row in figures[group].get("kinds", {}).items()
    ]  # fmt: skip
    return table(["", "Films", "Sensitivity", "AUC against normal"], rows) if rows else ""


def ood(figures: Figures) -> str:
    """Return the shares refused and flagged."""
    rows = [
        [
            f"{title(name)}, {_use(name, half)}",
            *(cell(row.get(c)) for c in ("pictures", "refused", "flagged")),
        ]
        for name, halves in figures.get("limits", {}).items()
        for half, row in halves.items()
    ]
    return table(["", "Images", "Refused", "Flagged"], rows) if rows else ""


def transformed(figures: Figures) -> str:
    """Return the results on rotated, inverted and mirrored test films."""
    columns = {"refused": "Refused", "put_right": "Corrected", "refused_or_put_right": "Either"}
    return named_rows(figures.get("transformed", {}), columns)


def robustness(figures: Figures) -> str:
    """Return the unchanged results on altered films, and the accuracy on them."""
    columns = {
        "label": "Label",
        "in_population": "Flag",
        "both": "Both",
        "sensitivity": "Sensitivity",
        "specificity": "Specificity",
    }
    return named_rows(figures.get("files", {}), columns)


def speed(figures: Figures) -> str:
    """Return the speed of the shipped file beside that of float16."""
    measured = figures.get("speed", {})
    rows = [
        [name, cell(measured.get(f"milliseconds_{of}"))]
        for of, name in (("shipped", "The shipped file"), ("float16", "float16 weights, float arithmetic"))
    ]
    head = ["", f"Milliseconds a film, one core of {measured.get('processor', 'a processor without a name')}"]
    return table(head, rows) if measured else ""


def parity(figures: Figures) -> str:
    """Return the parity of each scheme that was tried, and the limits of the gate."""
    columns = {
        "auc_fall": "Fall of the AUC",
        "probability_shift": "Mean shift of the probability",
        "labels_changed": "Labels changed",
    }
    tried = dict(figures.get("parity", {}))
    if "parity_test" in figures:
        tried["the shipped one, on the test films"] = figures["parity_test"]
    return named_rows(tried and tried | {"limit of the gate": GATE}, columns)


def criteria(figures: Figures) -> str:
    """Return the release criteria beside the measured figures."""
    criteria = judged(figures)
    counts = Counter(criterion.verdict for criterion in criteria)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict)
    rows = [
        [
            criterion.name,
            *(_bound(value, criterion.at_most) for value in (criterion.must, criterion.aim)),
            cell(criterion.measured),
            f"**{criterion.verdict}**" if criterion.verdict is Verdict.MISSED else criterion.verdict,
        ]
        for criterion in criteria
    ]
    head = ["", "Must", "Aim", "Measured", ""]
    return f"Of {len(criteria)}: {summary}.\n\n" + table(head, rows)


def _use(name: str, half: str) -> str:
    """Return what a list was used for. No weight was trained on validation films."""
    return "used to choose thresholds" if name in TUNED else title(half)


def named_rows(group: Figures, columns: Mapping[str, str]) -> str:
    """Return a row with these columns for each entry of ``group`` that has figures of its own."""
    measured = {name: row for name, row in group.items() if isinstance(row, Mapping)}
    rows = [[title(name), *(cell(row.get(column)) for column in columns)] for name, row in measured.items()]
    return table(["", *columns.values()], rows) if rows else ""


def _bound(value: float, at_most: bool) -> str:
    return f"{'≤' if at_most else '≥'} {value:g}"
