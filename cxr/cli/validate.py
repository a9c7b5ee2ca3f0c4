"""``python -m cxr validate``: how well the model does on films whose truth is known."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cxr.cli.results_table import read_results
from cxr.figures.operating_figures import (
    KnownFilm,
    OperatingFigures,
    figures_of_labels,
    figures_of_thresholds,
)
from cxr.figures.patient_draws import SEED, draw_count, has_repeated, patient_count
from cxr.figures.proportion import FEWEST, Proportion

_STEPS = [step / 20 for step in range(1, 20)]
"""The thresholds of the printed table. The JSON has every threshold at which a figure changes."""

_NAMES = ("sensitivity", "specificity", "ppv", "npv")


def validate(path: Path, *, as_json: bool) -> str:
    """Return the figures of a table of results, as text or as JSON. Raise OSError or InvalidResults."""
    table = read_results(path)
    inside = [film for film in table.films if film.in_population is not False]
    outside = [film for film in table.films if film.in_population is False]
    groups = {name: [film for film in inside if film.group == name] for name in _group_names(inside)}
    if as_json:
        return json.dumps(
            {
                "without_reference": table.unknown,
                "intervals": _method(inside),
                "inside_population": {**_json(inside), "thresholds": list(_curve(inside))},
                "outside_population": _counts(outside),
                "groups": {name: _json(of) for name, of in groups.items()},
            },
            indent=2,
        )
    lines = [
        *_section("Films of the validated population, or not checked", inside),
        "",
        *_threshold_table(inside),
        *(line for name, of in groups.items() for line in ("", *_section(f"Group {name}", of))),
        "",
        f"Outside the validated population, and left out above: {_count_words(outside)}.",
        f"Without a reference: {table.unknown} lines, left out.",
        f"Below {FEWEST} films no share is stated.",
        _method_words(_method(inside)),
    ]
    return "\n".join(lines)


def _method(films: Sequence[KnownFilm]) -> dict[str, Any]:
    """Return how the intervals of films are made."""
    patients = [film.patient for film in films]
    if not has_repeated(patients):
        return {"method": "wilson", "level": 0.95}
    count = patient_count(patients)
    return {
        "method": "bootstrap_over_patients",
        "level": 0.95,
        "patients": count,
        "draws": draw_count(count),
        "seed": SEED,
    }


def _method_words(method: dict[str, Any]) -> str:
    if method["method"] == "wilson":
        return "Intervals are Wilson's, of 95 %. They take each film for one of a patient of its own."
    return (
        "Intervals are of 95 %, over patients: of {patients} patients, {draws} draws with all of their films "
        "(seed {seed}). They are never narrower than Wilson's."
    ).format_map(method)


def _group_names(films: Sequence[KnownFilm]) -> list[str]:
    return sorted({film.group for film in films if film.group})


def _section(title: str, films: Sequence[KnownFilm]) -> Iterator[str]:
    yield f"{title}: {_count_words(films)}"
    figures = figures_of_labels(films)
    for name in _NAMES:
        yield f"  {name:<12} {_words(getattr(figures, name))}"


def _threshold_table(films: Sequence[KnownFilm]) -> Iterator[str]:
    yield "threshold  " + "".join(f"{name:>12}" for name in _NAMES) + "  false positives"
    for at in figures_of_thresholds(films, _STEPS):
        shares = "".join(f"{_short(getattr(at.figures, name)):>12}" for name in _NAMES)
        yield f"{at.threshold:9.2f}  {shares}{at.false_positives:17}"


def _words(share: Proportion) -> str:
    if share.is_of_too_few or share.interval is None:
        return f"too few ({share.total} films)"
    low, high = share.interval
    return f"{share.value:.3f} ({low:.3f}-{high:.3f}), {share.count} of {share.total}"


def _short(share: Proportion) -> str:
    return "too few" if share.is_of_too_few else f"{share.value:.3f}"


def _count_words(films: Sequence[KnownFilm]) -> str:
    counts = _counts(films)
    return f"{counts['films']} films, {counts['pneumonia']} with pneumonia"


def _counts(films: Sequence[KnownFilm]) -> dict[str, int]:
    return {"films": len(films), "pneumonia": sum(film.has_pneumonia for film in films)}


def _json(films: Sequence[KnownFilm]) -> dict[str, Any]:
    return {**_counts(films), **_figures_json(figures_of_labels(films))}


def _curve(films: Sequence[KnownFilm]) -> Iterator[dict[str, Any]]:
    for at in figures_of_thresholds(films, sorted({film.probability for film in films})):
        yield {
            "threshold": at.threshold,
            **_figures_json(at.figures),
            "false_positives": at.false_positives,
        }


def _figures_json(figures: OperatingFigures) -> dict[str, Any]:
    return {name: _share_json(getattr(figures, name)) for name in _NAMES}


def _share_json(share: Proportion) -> dict[str, Any]:
    stated = not share.is_of_too_few
    return {
        "count": share.count,
        "total": share.total,
        "value": share.value if stated else None,
        "interval": share.interval if stated else None,
    }
