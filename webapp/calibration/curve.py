"""Figures of thresholds on a site's films, as a table and as the lines of a drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cxr.figures.operating_figures import KnownFilm, ThresholdFigures, figures_of_thresholds
from cxr.inference.model_card import ModelCard
from cxr.thresholds import SiteThresholds

_STEPS = [step / 20 for step in range(1, 20)]


@dataclass(frozen=True, slots=True)
class Curve:
    """``rows`` of a table; points of two lines in a drawing of 100 by 100, from the upper left corner.

    The bands are the intervals of both lines. ``marks`` are the thresholds in force.
    """

    rows: tuple[ThresholdFigures, ...]
    sensitivity: str
    specificity: str
    sensitivity_band: str
    specificity_band: str
    marks: tuple[float, ...]


def curve_of(films: Sequence[KnownFilm], card: ModelCard | None, own: SiteThresholds | None) -> Curve:
    """Return the figures of every twentieth, and of the thresholds in force: ``own``, else the card's."""
    in_force = own or (card.thresholds if card else None)
    marks = (in_force.negative_below, in_force.positive_from) if in_force else ()
    steps = sorted({0.0, 1.0, *(film.probability for film in films)})
    # The rows have the intervals. Of each step, they would take a page too long.
    line = figures_of_thresholds([replace(film, patient=None) for film in films], steps)
    rows = figures_of_thresholds(films, sorted({*_STEPS, *marks}))
    return Curve(
        rows=rows,
        sensitivity=_points((at.threshold, at.figures.sensitivity.value) for at in line),
        specificity=_points((at.threshold, at.figures.specificity.value) for at in line),
        sensitivity_band=_band((at.threshold, at.figures.sensitivity.interval) for at in rows),
        specificity_band=_band((at.threshold, at.figures.specificity.interval) for at in rows),
        marks=marks,
    )


def _band(line: Iterable[tuple[float, tuple[float, float] | None]]) -> str:
    """Return the corners of an area: along its lower edge and back along its upper one."""
    known = [(x, interval) for x, interval in line if interval]
    return _points([*((x, low) for x, (low, _) in known), *((x, high) for x, (_, high) in reversed(known))])


def _points(line: Iterable[tuple[float, float | None]]) -> str:
    return " ".join(f"{100 * x:.1f},{100 - 100 * y:.1f}" for x, y in line if y is not None)
