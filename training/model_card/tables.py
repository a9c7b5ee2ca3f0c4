"""The figures of a model card as tables; a table of which the card knows nothing is empty text."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from training.augmentation.corruptions import TEXTURE
from training.model_card.acceptance import BARS, Verdict
from training.model_card.markdown import shown, table, with_interval
from training.quantization.parity import GATE

Figures = Mapping[str, Any]

SETS = {
    "choose": "Held-out patients, thresholds chosen on them",
    "report": "Held-out patients, reported tenth",
    "test": "Test set",
    "nih_adult": "Adults, NIH ChestX-ray14",
    "covid_adult": "Adults, COVID-19 image collection",
}
"""Sets of films in words; another is called by its own name."""

MEASURES = {
    "films": "Films",
    "patients": "Patients",
    "auc": "AUC (ROC)",
    "average_precision": "AUC (precision-recall)",
    "accuracy": "Accuracy",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "pneumonia_called_negative": "Pneumonia called negative",
    "brier": "Brier score",
    "ece": "Calibration error (ECE, 15 bins)",
    "uncertain": "Called uncertain (films)",
    "refused": "Refused (films)",
    "flagged": "Flagged (films)",
}

LISTS = {
    "photo": "Photographs",
    "brain_mri": "Brain MRI",
    "only_measured": "never seen in training",
    "fitted_on": "fitted on",
    "turned_90": "Turned by 90°",
    "turned_180": "Turned by 180°",
    "turned_270": "Turned by 270°",
    "inverted": "Inverted",
    "mirrored": "Mirrored (need not be refused)",
    "upsampled": "Enlarged to 1,024 pixels a side",
    "png": "Saved as PNG",
    "jpeg_70": "Saved as JPEG of quality 70",
    "stretched_5_4": "Stretched to 5:4",
    "stretched_4_5": "Stretched to 4:5",
    "cut_high": "A tenth cut off at the top and at the bottom",
    "cut_wide": "A tenth cut off at the left and at the right",
    "textured": f"Soft texture laid over, of {TEXTURE:g} levels",
    "int8": "int8 throughout",
    "int8_from_block2": "int8, but for the stem and block 1",
    "int8_from_block2b": "int8, but for the stem, block 1 and block 2a",
    "int8_weights": "int8 weights, float arithmetic",
    "float16": "float16 weights, float arithmetic",
}


ATTENTION = {
    "lung_energy": "Share of the heatmap's energy inside the lungs",
    "lung_energy_of_uniform": "The same of a uniform map",
    "lift": "The first over the second",
    "fall_strongest": "Fall of the log-odds with the strongest fifth of the area hidden",
    "fall_random": "The same with a random fifth of the same shape hidden",
    "strongest_falls_more": "Share of films on which the first is the greater",
    "follows_mirror": "Share of films whose heatmap changes sides when they are mirrored",
}


def words(name: str) -> str:
    """What a name of a list or set stands for."""
    return SETS.get(name) or LISTS.get(name) or name.replace("_", " ")


def sets_of(figures: Figures) -> list[str]:
    """The sets of films that were measured."""
    return [name for name, group in figures.items() if isinstance(group, Mapping) and "auc" in group]


def has_intervals(figures: Figures) -> bool:
    """Whether figures come with intervals: those of releases before 0.2 do not."""
    return any("intervals" in figures[name] for name in sets_of(figures))


def overall(figures: Figures) -> str:
    """Measures by set."""
    sets = sets_of(figures)
    known = [name for name in MEASURES if any(name in figures[group] for group in sets)]
    rows = [[MEASURES[name], *(with_interval(figures[group], name) for group in sets)] for name in known]
    return table(["", *map(words, sets)], rows) if sets else ""


def classes(figures: Figures) -> str:
    """Precision, recall and F1 of each class, by set."""
    columns = ("precision", "recall", "f1")
    rows = [
        [f"{words(group)}: {name}", *(with_interval(told, column) for column in columns),
         shown(told.get("support"))]
        for group in sets_of(figures)
        for name, told in figures[group].get("classes", {}).items()
    ]  # fmt: skip
    return table(["", "Precision", "Recall", "F1", "Films"], rows) if rows else ""


def kinds(figures: Figures) -> str:
    """What each kind of pneumonia looks like to the model, by set."""
    rows = [
        [f"{words(group)}: {name}", shown(told.get("films")),
         with_interval(told, "sensitivity"), with_interval(told, "auc")]
        for group in sets_of(figures)
        for name, told in figures[group].get("kinds", {}).items()
    ]  # fmt: skip
    return table(["", "Films", "Sensitivity", "AUC against normal"], rows) if rows else ""


def limits(figures: Figures) -> str:
    """What is refused and flagged."""
    rows = [
        [f"{words(name)}, {words(half)}", *(shown(told.get(c)) for c in ("pictures", "refused", "flagged"))]
        for name, halves in figures.get("limits", {}).items()
        for half, told in halves.items()
    ]
    return table(["", "Pictures", "Refused", "Flagged"], rows) if rows else ""


def transformed(figures: Figures) -> str:
    """What becomes of test films that were turned, inverted or mirrored."""
    columns = {"refused": "Refused", "put_right": "Put right", "refused_or_put_right": "Either"}
    return _named_rows(figures.get("transformed", {}), columns)


def files(figures: Figures) -> str:
    """What of a finding stays in another file, and what the label is worth there."""
    columns = {
        "label": "Label",
        "in_population": "Flag",
        "both": "Both",
        "sensitivity": "Sensitivity",
        "specificity": "Specificity",
    }
    return _named_rows(figures.get("files", {}), columns)


def attention(figures: Figures) -> str:
    """Where the heatmap points, and whether it follows the film and the finding rests on it."""
    told = figures.get("attention", {})
    rows = [[what, with_interval(told, name)] for name, what in ATTENTION.items() if name in told]
    return table(["", f"{told.get('films')} test films"], rows) if rows else ""


def parity(figures: Figures) -> str:
    """Each way to quantize that was tried, against float, and what the gate allows."""
    columns = {
        "auc_fall": "Fall of the AUC",
        "probability_shift": "Mean shift of the probability",
        "labels_changed": "Labels changed",
    }
    tried = dict(figures.get("parity", {}))
    if "parity_test" in figures:
        tried["the shipped one, on the test films"] = figures["parity_test"]
    return _named_rows(tried and tried | {"the most that the gate allows": GATE}, columns)


def bars(figures: Figures) -> str:
    """What the release is held to, beside what was measured."""
    verdicts = [bar.verdict(figures) for bar in BARS]
    counts = Counter(verdicts)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict)
    rows = [
        [
            bar.name,
            *(_demand(value, bar.at_most) for value in (bar.must, bar.aim)),
            shown(bar.measured(figures)),
            f"**{verdict}**" if verdict is Verdict.MISSED else verdict,
        ]
        for bar, verdict in zip(BARS, verdicts, strict=True)
    ]
    return f"Of {len(BARS)}: {told}.\n\n" + table(["", "Must", "Aim", "Measured", ""], rows)


def _named_rows(group: Figures, columns: Mapping[str, str]) -> str:
    told = {name: row for name, row in group.items() if isinstance(row, Mapping)}
    rows = [[words(name), *(shown(row.get(column)) for column in columns)] for name, row in told.items()]
    return table(["", *columns.values()], rows) if rows else ""


def _demand(value: float | None, at_most: bool) -> str:
    return "-" if value is None else f"{'≤' if at_most else '≥'} {value:g}"
