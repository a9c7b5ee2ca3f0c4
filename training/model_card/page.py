"""The model card as a page (after Mitchell et al. 2019): the shipped card and the notes of its release."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxr.inference.model_card import ModelCard
from training.model_card import prose
from training.model_card.tables import benchmark_tables, figure_tables
from training.model_card.tables.titles import title

PAGE, REPORTS = Path("docs/model_card.md"), Path("training/reports")

TABLES: tuple[tuple[str, str, Callable[[figure_tables.Figures], str]], ...] = (
    ("## Figures", prose.METRICS, figure_tables.overall),
    ("### By class", "", figure_tables.classes),
    ("### By kind of pneumonia", "", figure_tables.kinds),
    ("### By series", prose.SERIES, benchmark_tables.by_series),
    ("### Where pneumonia is rarer", prose.PREDICTIVE_VALUES, benchmark_tables.predictive_values),
    ("### Probability and observed frequency", prose.PROBABILITY, benchmark_tables.by_probability),
    ("## Out-of-distribution detection", prose.OOD, figure_tables.ood),
    ("### Rotated, inverted and mirrored test films", "", figure_tables.transformed),
    ("## Robustness", prose.ROBUSTNESS, figure_tables.robustness),
    ("### Treated films", prose.TREATMENTS, benchmark_tables.treatments),
    ("## Shortcuts", prose.SHORTCUTS, benchmark_tables.shortcuts),
    ("## Heatmaps", prose.HEATMAPS, benchmark_tables.heatmaps),
    ("### Chimeras", prose.CHIMERAS, benchmark_tables.chimeras),
    ("## Quantization", prose.QUANTIZATION, figure_tables.parity),
    ("### Speed", "", figure_tables.speed),
    ("## Release criteria", prose.CRITERIA, figure_tables.criteria),
)
"""Heading, text before the table, and the function that makes the table from the figures."""

PROVENANCE = {
    "ood_images": "Out-of-distribution images trained on",
    "clear_weight": "Weight of the loss on evidence in pasted healthy lung",
    "grey_share": "Share of films with grey patches, of those without pasted lung",
    "superposed_share": "Share of films mixed with others of their class",
    "processor": "Processor of training and export",
    "hours": "Hours of training",
}
"""Titles of provenance fields. Another field has its own name as the title."""


def page(card: ModelCard, reports: Path = REPORTS, folder: Path = PAGE.parent) -> str:
    """Return the page as Markdown. Links to plots in ``reports/<version>`` are relative to ``folder``."""
    parts = [
        f"# Model card: Pneumoscope {card.version}",
        "Written by `python -m training.model_card` from `cxr/model/model_card.json`; edits here are lost.",
        prose.NOT_FOR_USE if card.not_for_use else "",
        *("## The model", _details(card)),
        *("## Intended use", prose.INTENDED),
        *("## Operating points", _operating_points(card)),
        *("## Training", _provenance(card), *_plots(card, ["curves"], reports, folder)),
        *_measured(card, reports, folder),
        *("## Caveats", "\n".join(f"- {caveat}" for caveat in prose.CAVEATS)),
        *_notes(reports / card.version / "notes.md"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _measured(card: ModelCard, reports: Path, folder: Path) -> Iterator[str]:
    figures: Mapping[str, Any] = card.figures
    for heading, intro, tabulate in TABLES:
        rows = tabulate(figures)
        yield from (heading, intro, rows) if rows else (heading, prose.NOT_MEASURED)
        if tabulate is figure_tables.overall:
            yield prose.INTERVALS if figure_tables.has_intervals(figures) else ""
            yield prose.HELD_OUT_SERIES if "series" in figures else ""
            yield prose.LOOKS.format(looks=figures["looks"]) if "looks" in figures else ""
            yield from _plots(card, figure_tables.sets_of(figures), reports, folder)


def _notes(file: Path) -> list[str]:
    """Return the notes of the release, if there are any."""
    return ["## Notes on this release", file.read_text().strip()] if file.exists() else []


def _details(card: ModelCard) -> str:
    return _facts(
        {
            "Task": "frontal chest film → calibrated probability of pneumonia, label, heatmap",
            "Architecture": card.architecture,
            "Input": f"{card.input.size} by {card.input.size} pixels, grey",
            "Validated on": card.population,
            "Out-of-distribution detection": "refuses images, and flags films of other populations",
            "Made": card.created,
            "SHA-256": f"`{card.sha256}`",
        }
    )


def _operating_points(card: ModelCard) -> str:
    low, high = card.thresholds.negative_below, card.thresholds.positive_from
    return (
        f"The logit is calibrated by Platt scaling (slope {card.calibration.slope:.3f}, intercept"
        f" {card.calibration.intercept:.3f}){_prevalence(card)}. A film with a probability below {low:.3f} is"
        f" **negative**, from {high:.3f} **positive**, and **uncertain** between. Calibration and thresholds"
        " come from the quantized model on the validation films, those of held-out series included, and on"
        " varied copies of them. The demands on a threshold hold on each of the two."
    )


def _prevalence(card: ModelCard) -> str:
    share = card.calibration.prevalence
    return f" on films of which {100 * share:.0f} % show pneumonia" if share else ""


def _provenance(card: ModelCard) -> str:
    return _facts(
        {
            PROVENANCE.get(name, name.replace("_", " ").capitalize()): _plain(value)
            for name, value in card.provenance.items()
        }
    )


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items()) or "nothing"
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _facts(facts: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())


def _plots(card: ModelCard, names: Sequence[str], reports: Path, folder: Path) -> list[str]:
    """Return links to those plots of the release that exist."""
    paths = {name: reports / card.version / f"{name}.png" for name in names}
    return [
        f"![{title(name)}]({Path(os.path.relpath(path, folder)).as_posix()})"
        for name, path in paths.items()
        if path.exists()
    ]
