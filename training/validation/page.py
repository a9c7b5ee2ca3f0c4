"""Writes the validation of a site: a page, and its figures as JSON beside it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxr.inference.model_card import ModelCard
from training.files import atomic_write
from training.model_card.tables.markdown import cell, table
from training.validation import prose
from training.validation.films.subgroups import FEWEST_PATIENTS
from training.validation.metrics import FEWEST_FILMS, FEWEST_OF_CLASS
from training.validation.predictive_values import OWN

Figures = Mapping[str, Any]

TITLES = {"in_population": "In-population films", "judged": "All judged films"}

ROWS = {
    "prevalence": "Share with pneumonia",
    "auc": "AUC (ROC)",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "normal_called_negative": "Normals called negative",
    "pneumonia_called_negative": "Pneumonia called negative",
    "uncertain": "Called uncertain",
    "ece": "Calibration error (ECE, 15 bins)",
    "brier": "Brier score",
}

COLUMNS = ("auc", "sensitivity", "specificity", "normal_called_negative")
"""Figures of subgroups on the page. The JSON file has all."""


_ATTRIBUTES = {"age": "Age in years"}


def write_validation(figures: Figures, card: ModelCard, path: Path) -> None:
    """Write ``path`` and the figures beside it. Both are complete before one of them is replaced."""
    with atomic_write(path) as page, atomic_write(path.with_suffix(".json")) as beside:
        page.write_text("\n\n".join(_parts(figures, card)) + "\n")
        beside.write_text(json.dumps(figures, indent=1, allow_nan=False) + "\n")


def intercepts(figures: Figures, card: ModelCard) -> str:
    """Return a line on the shift of the intercept for each group of films."""
    return "\n".join(
        f"- {title}: {_shift(figures['intercept'][name], card)}" for name, title in TITLES.items()
    )


def _parts(figures: Figures, card: ModelCard) -> Iterator[str]:
    yield f"# Validation of Pneumoscope {card.version}"
    yield (
        f"Written by `python -m training validate` from the films of {', '.join(figures['populations'])}. "
        f"The model was validated on: {card.population}."
    )
    yield from ("## Films", _films(figures))
    yield from ("## Figures", prose.FIGURES, _overall(figures["figures"]))
    yield prose.INTERVALS.format(films=FEWEST_FILMS, of_class=FEWEST_OF_CLASS)
    yield from ("## Predictive values", prose.PREDICTIVE_VALUES, _predictive(figures))
    yield from ("## Subgroups", prose.SUBGROUPS.format(patients=FEWEST_PATIENTS))
    for name, title in TITLES.items():
        enough = figures["figures"][name]["films"] >= FEWEST_FILMS
        yield from (f"### {title}", _subgroups(figures["subgroups"], name) if enough else "Too few films.")
    if "intercept" in figures:
        yield from ("## Shift of the intercept", prose.INTERCEPT, intercepts(figures, card))
    yield "## Caveats"
    trained_on = card.provenance.get("populations", "a data set that its card does not name")
    yield "\n".join(f"- {caveat.format(trained_on=trained_on)}" for caveat in prose.CAVEATS)


def _films(figures: Figures) -> str:
    counts = [("Given", *_by_class(figures, "films", "pneumonia"))]
    counts += [(n.capitalize(), *_by_class(figures, n, f"{n}_pneumonia")) for n in ("refused", "flagged")]
    inside = figures["figures"]["in_population"]
    counts.append(("In population", *_by_class(inside, "films", "pneumonia")))
    rows = table(("", "Films", "With pneumonia", "Normal"), [[str(c) for c in row] for row in counts])
    reasons = [f"{name.replace('_', ' ')} {count}" for name, count in figures["refusals"].items()]
    notes = [f"Patients: {figures['patients']}."]
    notes += [f"Reasons of refusals: {', '.join(reasons)}."] if reasons else []
    notes += [f"Files left out because they repeat a film: {figures['repeated']}."]
    return f"{rows}\n\n{' '.join(notes)}"


def _by_class(figures: Figures, every: str, ill: str) -> tuple[int, int, int]:
    return figures[every], figures[ill], figures[every] - figures[ill]


def _overall(groups: Figures) -> str:
    titles = {"films": "Films", "patients": "Patients", **ROWS}
    rows = [[title, *(_shown(groups[of], name) for of in TITLES)] for name, title in titles.items()]
    return table(("", *TITLES.values()), rows)


def _predictive(figures: Figures) -> str:
    groups = figures["predictive_values"]
    head = ["Share with pneumonia", *(f"{value}, {title}" for title in _lower() for value in ("PPV", "NPV"))]
    rows = [
        [
            "that of the films" if at == OWN else f"{100 * float(at):.0f} %",
            *(_shown(groups[name][at], value) for name in TITLES for value in ("positive", "negative")),
        ]
        for at in groups["judged"]
    ]
    return table(head, rows)


def _subgroups(attributes: Figures, group: str) -> str:
    """Return a row for each subgroup of a group of films; also who was refused or flagged, of all films."""
    lost = ("refused", "flagged") if group == "judged" else ()
    head = ("", "Films", "With pneumonia", *map(str.capitalize, lost), *(ROWS[name] for name in COLUMNS))
    rows = [
        [
            f"{_ATTRIBUTES.get(attribute, attribute.capitalize())}: {value}",
            *(str(counts[group][name]) for name in ("films", "pneumonia")),
            *(str(counts[name]) for name in lost),
            *(_shown(counts[group], name) for name in COLUMNS),
        ]
        for attribute, values in attributes.items()
        for value, counts in values.items()
    ]
    return table(head, rows)


def _shift(of: Figures, card: ModelCard) -> str:
    if "intercept" not in of:
        return str(of["shift"])
    before = f"{card.calibration.intercept:.3f}"
    return (
        f"shift {_shown(of, 'shift')}, which makes the intercept {of['intercept']:.3f} instead of {before}; "
        f"calibration error {_shown(of, 'ece')} before and {cell(of['ece_shifted'])} after"
    )


def _shown(figures: Figures, name: str) -> str:
    """Format a figure with its interval."""
    value, interval = figures[name], figures["intervals"].get(name)
    if not isinstance(value, float):
        return cell(value)
    bounds = f"{cell(interval[0])} to {cell(interval[1])}" if interval else "no interval"
    return f"{cell(value)} ({bounds})"


def _lower() -> Sequence[str]:
    return [title[0].lower() + title[1:] for title in TITLES.values()]
