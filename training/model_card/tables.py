"""The figures of a model card as tables. A table without figures is an empty string."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from training.augmentation.corruptions import TEXTURE
from training.model_card.acceptance import RELEASE_CRITERIA, Verdict
from training.model_card.markdown import cell, table, with_interval
from training.quantization.parity import GATE

Figures = Mapping[str, Any]

SETS = {
    "choose": "Validation films",
    "report": "Holdout films",
    "test": "Test set",
    "nih_adult": "Adults, NIH ChestX-ray14",
    "covid_adult": "Adults, COVID-19 image collection",
}
"""Titles of sets of films. Another set has its own name as the title."""

MEASURES = {
    "films": "Films",
    "patients": "Patients",
    "auc": "AUC (ROC)",
    "average_precision": "AUC (precision-recall)",
    "accuracy": "Accuracy",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "pneumonia_called_negative": "Pneumonia labelled negative",
    "brier": "Brier score",
    "ece": "Calibration error (ECE, 15 bins)",
    "uncertain": "Labelled uncertain (films)",
    "refused": "Refused (films)",
    "flagged": "Flagged (films)",
}

LISTS = {
    "photo": "Photographs",
    "brain_mri": "Brain MRI",
    "only_measured": "held out",
    "fitted_on": "trained on",
    "turned_90": "Rotated by 90°",
    "turned_180": "Rotated by 180°",
    "turned_270": "Rotated by 270°",
    "inverted": "Inverted",
    "mirrored": "Mirrored (need not be refused)",
    "upsampled": "Enlarged to 1,024 pixels a side",
    "png": "Saved as PNG",
    "jpeg_70": "Saved as JPEG of quality 70",
    "stretched_5_4": "Stretched to 5:4",
    "stretched_4_5": "Stretched to 4:5",
    "cut_high": "A tenth cropped at top and bottom",
    "cut_wide": "A tenth cropped at left and right",
    "textured": f"Soft texture of {TEXTURE:g} grey levels added",
    "int8": "int8 throughout",
    "int8_from_block2": "int8, except stem and block 1",
    "int8_from_block2b": "int8, except stem, block 1 and block 2a",
    "int8_weights": "int8 weights, float arithmetic",
    "float16": "float16 weights, float arithmetic",
}

HEATMAPS = {
    "lung_energy": "Share of the heatmap's energy inside the lungs",
    "lung_energy_of_uniform": "The same for a uniform map",
    "lift": "The first divided by the second",
    "fall_strongest": "Fall of the log-odds with the strongest fifth of the area hidden",
    "fall_random": "The same with a random fifth of the same shape hidden",
    "strongest_falls_more": "Share of films with a larger fall for the strongest fifth",
    "follows_mirror": "Share of films whose heatmap changes sides when mirrored",
}


def title(name: str) -> str:
    """Return the title of a list or set."""
    return SETS.get(name) or LISTS.get(name) or name.replace("_", " ")


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
    return _named_rows(figures.get("transformed", {}), columns)


def robustness(figures: Figures) -> str:
    """Return the unchanged results on altered films, and the accuracy on them."""
    columns = {
        "label": "Label",
        "in_population": "Flag",
        "both": "Both",
        "sensitivity": "Sensitivity",
        "specificity": "Specificity",
    }
    return _named_rows(figures.get("files", {}), columns)


def heatmaps(figures: Figures) -> str:
    """Return the figures of the heatmaps."""
    measured = figures.get("attention", {})
    rows = [[what, with_interval(measured, name)] for name, what in HEATMAPS.items() if name in measured]
    return table(["", f"{measured.get('films')} test films"], rows) if rows else ""


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
    return _named_rows(tried and tried | {"limit of the gate": GATE}, columns)


def criteria(figures: Figures) -> str:
    """Return the release criteria beside the measured figures."""
    verdicts = [criterion.verdict(figures) for criterion in RELEASE_CRITERIA]
    counts = Counter(verdicts)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict)
    rows = [
        [
            criterion.name,
            *(_bound(value, criterion.at_most) for value in (criterion.required, criterion.target)),
            cell(criterion.measured(figures)),
            f"**{verdict}**" if verdict is Verdict.MISSED else verdict,
        ]
        for criterion, verdict in zip(RELEASE_CRITERIA, verdicts, strict=True)
    ]
    head = ["", "Required", "Target", "Measured", ""]
    return f"Of {len(RELEASE_CRITERIA)}: {summary}.\n\n" + table(head, rows)


def _use(name: str, half: str) -> str:
    """Return what a list was used for. No weight was trained on validation films."""
    return "used to choose thresholds" if name == "choose" else title(half)


def _named_rows(group: Figures, columns: Mapping[str, str]) -> str:
    measured = {name: row for name, row in group.items() if isinstance(row, Mapping)}
    rows = [[title(name), *(cell(row.get(column)) for column in columns)] for name, row in measured.items()]
    return table(["", *columns.values()], rows) if rows else ""


def _bound(value: float | None, at_most: bool) -> str:
    return "-" if value is None else f"{'≤' if at_most else '≥'} {value:g}"
