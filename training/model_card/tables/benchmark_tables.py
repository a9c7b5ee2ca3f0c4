"""The figures that are measured on test films only, as tables. A table without figures is an empty string."""

from collections.abc import Mapping

from training.model_card.tables.figure_tables import Figures, named_rows
from training.model_card.tables.markdown import cell, table, with_interval
from training.model_card.tables.titles import title

HEATMAPS = {
    "peak_cell": "Peaks in the most frequent of 49 cells of the film",
    "peak_left": "Peaks in the left half of the film",
    "fall_strongest": "Fall of the log-odds with the strongest fifth of the lungs hidden",
    "fall_random": "The same with a random fifth of the lungs hidden",
    "strongest_falls_more": "Share of films with a larger fall for the strongest fifth",
    "follows_mirror": "Share of films whose heatmap changes sides when mirrored",
}

CHIMERAS = {
    "positive_left": "Ill half on the left: labelled positive",
    "positive_right": "Ill half on the right: labelled positive",
    "positive_gap": "Difference of the two",
    "energy_left": "Ill half on the left: share of the heatmap's energy on it",
    "energy_right": "Ill half on the right: share of the heatmap's energy on it",
}
"""Figures of chimeras. Those of mirrored chimeras have the same names behind ``mirrored_``."""


def heatmaps(figures: Figures) -> str:
    """Return the figures of the heatmaps."""
    measured = figures.get("attention", {})
    rows = [[what, with_interval(measured, name)] for name, what in HEATMAPS.items() if name in measured]
    return table(["", f"{measured.get('films')} test films"], rows) if rows else ""


def chimeras(figures: Figures) -> str:
    """Return the figures of chimeras, and of mirrored ones."""
    measured = figures.get("attention", {}).get("chimeras", {})
    rows = [
        [what, *(with_interval(measured, prefix + name) for prefix in ("", "mirrored_"))]
        for name, what in CHIMERAS.items()
        if name in measured
    ]
    return table(["", f"{measured.get('pairs')} pairs", "The same, mirrored"], rows) if rows else ""


def shortcuts(figures: Figures) -> str:
    """Return what the model makes of films of which a part is covered."""
    columns = {
        "auc": "AUC",
        "positive_ill": "Ill, positive",
        "positive_normal": "Normal, positive",
        "refused": "Refused",
        "flagged": "Flagged",
    }
    measured = {name: row for name, row in figures.get("shortcuts", {}).items() if isinstance(row, Mapping)}
    rows = [[title(name), *(with_interval(row, c) for c in columns)] for name, row in measured.items()]
    return table(["", *columns.values()], rows) if rows else ""


def treatments(figures: Figures) -> str:
    """Return the results on treated films that a release is measured by."""
    columns = {
        "unchanged": "Label and flag unchanged",
        "kept_out": "Refused or flagged",
        "missed": "Missed",
        "false_alarms": "False alarms",
    }
    return named_rows(figures.get("treatments", {}), columns)


def predictive_values(figures: Figures) -> str:
    """Return the predictive values of the labels on test films, by prevalence."""
    values = figures.get("test", {}).get("predictive_values", {})
    rows = [
        [
            f"{100 * float(prevalence):.0f} %",
            *(with_interval(row, label) for label in ("positive", "negative")),
        ]
        for prevalence, row in values.items()
    ]
    head = ["Films that show pneumonia", "Positive films that do", "Negative films that are normal"]
    return table(head, rows) if rows else ""


def by_series(figures: Figures) -> str:
    """Return the figures of the series of test films."""
    columns = ("specificity", "sensitivity")
    rows = [
        [name, cell(row.get("films")), *(with_interval(row, column) for column in columns),
         cell(row.get("median_log_odds"))]
        for name, row in figures.get("test", {}).get("by_series", {}).items()
    ]  # fmt: skip
    return table(["Series", "Films", "Specificity", "Sensitivity", "Median log-odds"], rows) if rows else ""


def by_probability(figures: Figures) -> str:
    """Return the observed frequency of pneumonia among test films, by probability."""
    rows = [
        [
            f"{band['from']:.2f} to {band['below']:.2f}",
            cell(band["films"]),
            with_interval({**band, "intervals": {"pneumonia": band["interval"]}}, "pneumonia"),
        ]
        for band in figures.get("test", {}).get("by_probability", [])
    ]
    return table(["Probability", "Films", "Share with pneumonia"], rows) if rows else ""
