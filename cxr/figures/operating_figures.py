"""How well labels and thresholds do on films whose truth is known."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxr.figures.proportion import Proportion
from cxr.study import Label


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """A judged film whose truth is known. ``probability`` is calibrated, 0-1; ``label`` is None outside.

    ``group`` and ``model_version`` are None if they are not known.
    """

    probability: float
    label: Label | None
    has_pneumonia: bool
    in_population: bool | None
    group: str | None = None
    model_version: str | None = None


@dataclass(frozen=True, slots=True)
class OperatingFigures:
    """Of films with pneumonia, those called positive (``sensitivity``); of the others, those that are not.

    ``ppv``: of films called positive, those with pneumonia. ``npv``: of films called negative, those without.
    Both hold for the share of pneumonia among these very films.
    """

    sensitivity: Proportion
    specificity: Proportion
    ppv: Proportion
    npv: Proportion


@dataclass(frozen=True, slots=True)
class ThresholdFigures:
    """The figures of one threshold: films from it on are called positive, all others negative."""

    threshold: float
    figures: OperatingFigures
    false_positives: int


def figures_of_labels(films: Sequence[KnownFilm]) -> OperatingFigures:
    """Return the figures of the labels. An uncertain film is neither positive nor negative."""
    ill = [film.label for film in films if film.has_pneumonia]
    well = [film.label for film in films if not film.has_pneumonia]
    return _figures(
        (ill.count(Label.POSITIVE), ill.count(Label.NEGATIVE), len(ill)),
        (well.count(Label.POSITIVE), well.count(Label.NEGATIVE), len(well)),
    )


def figures_of_thresholds(
    films: Sequence[KnownFilm], thresholds: Iterable[float]
) -> tuple[ThresholdFigures, ...]:
    """Return the figures of each threshold on the probability."""
    ill = sorted(film.probability for film in films if film.has_pneumonia)
    well = sorted(film.probability for film in films if not film.has_pneumonia)
    return tuple(_at(threshold, ill, well) for threshold in thresholds)


def _at(threshold: float, ill: Sequence[float], well: Sequence[float]) -> ThresholdFigures:
    """Return the figures of one threshold. The probabilities of both classes ascend."""
    missed, cleared = bisect_left(ill, threshold), bisect_left(well, threshold)
    false_positives = len(well) - cleared
    figures = _figures((len(ill) - missed, missed, len(ill)), (false_positives, cleared, len(well)))
    return ThresholdFigures(threshold, figures, false_positives)


def _figures(ill: tuple[int, int, int], well: tuple[int, int, int]) -> OperatingFigures:
    """Return the figures. Both classes: films called positive, films called negative, all films."""
    (ill_positive, ill_negative, every_ill), (well_positive, well_negative, every_well) = ill, well
    return OperatingFigures(
        sensitivity=Proportion(ill_positive, every_ill),
        specificity=Proportion(every_well - well_positive, every_well),
        ppv=Proportion(ill_positive, ill_positive + well_positive),
        npv=Proportion(well_negative, ill_negative + well_negative),
    )
