"""Figures of thresholds on a site's films, as a table and as the lines of a drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxr.figures.operating_figures import KnownFilm, ThresholdFigures, figures_of_thresholds
from cxr.inference.model_card import ModelCard
from cxr.thresholds import SiteThresholds

_STEPS = [step / 20 for step in range(1, 20)]


@dataclass(frozen=True, slots=True)
class Curve:
    """``rows`` of a table; points of two lines in a drawing of 100 by 100, from the upper left corner.

    ``marks`` are the thresholds in force.
    """

    rows: tuple[ThresholdFigures, ...]
    sensitivity: str
    specificity: str
    marks: tuple[float, ...]


def curve_of(films: Sequence[KnownFilm], card: ModelCard | None, own: SiteThresholds | None) -> Curve:
    """Return the figures of every twentieth, and of the thresholds in force: ``own``, else the card's."""
    in_force = own or (card.thresholds if card else None)
    marks = (in_force.negative_below, in_force.positive_from) if in_force else ()
    steps = sorted({0.0, 1.0, *(film.probability for film in films)})
    line = figures_of_thresholds(films, steps)
    return Curve(
        rows=figures_of_thresholds(films, sorted({*_STEPS, *marks})),
        sensitivity=_points((at.threshold, at.figures.sensitivity.value) for at in line),
        specificity=_points((at.threshold, at.figures.specificity.value) for at in line),
        marks=marks,
    )


def _points(line: Iterable[tuple[float, float | None]]) -> str:
    return " ".join(f"{100 * x:.1f},{100 - 100 * y:.1f}" for x, y in line if y is not None)
