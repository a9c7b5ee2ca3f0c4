"""The films and pictures of a release as tables: from its split record, its figures, and the known sources.

A table without figures is an empty string.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.data.labelled_film import Film, Kind
from training.data.sources import LUNG_MASKS, SOURCES, Source
from training.data.split.parts import Recorded
from training.data.split.series import series_of
from training.evaluation.evaluate import HOLDOUT, VALIDATION
from training.model_card.tables.figure_tables import Figures, sets_of
from training.model_card.tables.markdown import cell, table
from training.model_card.tables.titles import title

PARTS = {
    "train": "Training films",
    "validation": title(VALIDATION),
    "holdout": title(HOLDOUT),
    "series": title("series"),
    "unused": "Not used",
}
"""Titles of the parts of a record."""

_KINDS: dict[Kind, str] = {
    "normal": "Normal",
    "bacteria": "Bacteria",
    "virus": "Virus",
    "pneumonia": "Without a cause",
}

_IN_RECORD = {VALIDATION, HOLDOUT, "series"}
"""Sets of the figures that are parts of the record."""

_HALVES = ("fitted_on", "only_measured")


def sources(names: Sequence[str]) -> str:
    """Return what is known of the collections, by name."""
    rows = [_source(name, SOURCES[name]) for name in names if name in SOURCES]
    rows += [[f"`{name}`", *["not described here"] * 4] for name in names if name not in SOURCES]
    head = ["", "Reference", "Licence", "Pictures", "Labels", "Use here"]
    return table(head, rows, words=True) if rows else ""


def lung_masks(figures: Figures) -> str:
    """Return the source of the lung masks, if the screening network was measured with masks."""
    if not _lungs(figures):
        return ""
    return table(["", "Reference", "Licence", "Masks", "Origin", "Use here"], [_source("lungs", LUNG_MASKS)])


def parts(record: Sequence[Recorded]) -> str:
    """Return films, patients and kinds of each part, and the most films of one patient."""
    rows = []
    for part, name in PARTS.items():
        members = [film for film in record if film.part == part]
        if members:
            kinds = Counter(film.kind for film in members)
            patients = Counter(film.patient for film in members)
            counts = [len(members), len(patients), *(kinds[kind] for kind in _KINDS), max(patients.values())]
            rows.append([name, *map(str, counts)])
    head = ["", "Films", "Patients", *_KINDS.values(), "Most films of one patient"]
    return table(head, rows) if rows else ""


def series(record: Sequence[Recorded]) -> str:
    """Return the films of each series by part, as far as the names of films contain a series."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in record:
        film = Film(Path(row.file), row.patient, row.kind, row.population)
        if known := series_of(film):
            counts[known[0], row.part] += 1
    present = [part for part in PARTS if any(of == part for _, of in counts)]
    rows = [
        [name, *(str(counts[name, part]) for part in present)]
        for name in sorted({name for name, _ in counts})
    ]
    return table(["", *(PARTS[part] for part in present)], rows) if rows else ""


def measured(figures: Figures) -> str:
    """Return films, patients and classes of each set that is only measured."""
    rows = []
    for name in (name for name in sets_of(figures) if name not in _IN_RECORD):
        group = figures[name]
        supports = [group.get("classes", {}).get(kind, {}).get("support") for kind in ("normal", "pneumonia")]
        rows.append([title(name), *map(cell, (group.get("films"), group.get("patients"), *supports))])
    return table(["", "Films", "Patients", "Normal", "Pneumonia"], rows) if rows else ""


def other_pictures(figures: Figures) -> str:
    """Return the pictures of each source of the screening network: trained on, and held out."""
    rows = [
        [title(name), *(cell(halves.get(half, {}).get("pictures")) for half in _HALVES)]
        for name, halves in _screening(figures).get("limits", {}).items()
    ]
    return table(["", "Trained on", "Held out"], rows) if rows else ""


def masked_films(figures: Figures) -> str:
    """Return the number of films whose lungs were compared with a mask."""
    rows = [[PARTS.get(name, title(name)), cell(row.get("films"))] for name, row in _lungs(figures).items()]
    return table(["Measured with masks", "Films"], rows) if rows else ""


def source_names(record: Sequence[Recorded], figures: Figures) -> list[str]:
    """Return the names of all populations and lists of a release, those that were trained on first."""
    names = [film.population for film in record]
    names += [name for name in sets_of(figures) if name not in {*_IN_RECORD, "test"}]
    names += _screening(figures).get("limits", {})
    return [*dict.fromkeys(names)]


def _source(name: str, source: Source) -> list[str]:
    return [
        f"{source.title} (`{name}`)",
        *(source.reference, source.licence, source.pictures, source.labels, source.use),
    ]


def _screening(figures: Figures) -> Figures:
    return dict(figures.get("screening", {}))


def _lungs(figures: Figures) -> Figures:
    return dict(_screening(figures).get("lungs", {}))
