"""How well labels and thresholds do on films whose truth is known."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cxr.figures.patient_draws import drawn_counts, has_repeated, over_patients, patient_count
from cxr.figures.proportion import Proportion
from cxr.study import Label


@dataclass(frozen=True, slots=True)
class KnownFilm:
    """A judged film whose truth is known. ``probability`` is calibrated, 0-1; ``label`` is None outside.

    ``group``, ``model_version`` and ``patient`` are None if they are not known.
    """

    probability: float
    label: Label | None
    has_pneumonia: bool
    in_population: bool | None
    group: str | None = None
    model_version: str | None = None
    patient: str | None = None


@dataclass(frozen=True, slots=True)
class OperatingFigures:
    """Of films with pneumonia, those called positive (``sensitivity``); of the others, those that are not.

    ``ppv``: of films called positive, those with pneumonia. ``npv``: of films called negative, those without.
    Both hold for the share of pneumonia among these very films. Where a patient has several films, the
    intervals are over patients.
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
    cells = [_LABELS.index(film.label) + film.has_pneumonia * len(_LABELS) for film in films]

    def shares(counts: Sequence[int]) -> list[_Shares]:
        well, ill = counts[: len(_LABELS)], counts[len(_LABELS) :]
        return [_shares(ill[0], ill[1], sum(ill), well[0], well[1], sum(well))]

    (figures,) = _measured(films, cells, 2 * len(_LABELS), shares)
    return figures


def figures_of_thresholds(
    films: Sequence[KnownFilm], thresholds: Iterable[float]
) -> tuple[ThresholdFigures, ...]:
    """Return the figures of each threshold on the probability, in ascending order."""
    steps = sorted(thresholds)
    # The films between two thresholds are one cell of each class.
    size = len(steps) + 1
    cells = [bisect_right(steps, film.probability) + film.has_pneumonia * size for film in films]

    def shares(counts: Sequence[int]) -> Iterator[_Shares]:
        cleared, missed = list(accumulate(counts[:size])), list(accumulate(counts[size:]))
        well, ill = cleared[-1], missed[-1]
        for below_well, below_ill in zip(cleared[:-1], missed[:-1], strict=True):
            yield _shares(ill - below_ill, below_ill, ill, well - below_well, below_well, well)

    found = _measured(films, cells, 2 * size, shares)
    return tuple(
        ThresholdFigures(threshold, figures, figures.specificity.total - figures.specificity.count)
        for threshold, figures in zip(steps, found, strict=True)
    )


_LABELS = (Label.POSITIVE, Label.NEGATIVE, Label.UNCERTAIN, None)

_Shares = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
"""Count and total of each figure, in the order of OperatingFigures."""


def _shares(  # noqa: PLR0913, PLR0917  (of both classes: called positive, called negative, all)
    ill_positive: int, ill_negative: int, ill: int, well_positive: int, well_negative: int, well: int
) -> _Shares:
    return (
        (ill_positive, ill),
        (well - well_positive, well),
        (ill_positive, ill_positive + well_positive),
        (well_negative, ill_negative + well_negative),
    )


def _measured(
    films: Sequence[KnownFilm],
    cells: Sequence[int],
    cell_count: int,
    shares: Callable[[Sequence[int]], Iterable[_Shares]],
) -> list[OperatingFigures]:
    """Return the figures that ``shares`` makes of how many films each cell has, with their intervals."""
    counted = Counter(cells)
    points = list(shares([counted[cell] for cell in range(cell_count)]))
    patients = [film.patient for film in films]
    if not has_repeated(patients):
        return [OperatingFigures(*(Proportion(*share) for share in point)) for point in points]
    drawn: list[list[array[float]]] = [[array("d") for _ in point] for point in points]
    for counts in drawn_counts(patients, cells, cell_count):
        for figures, values in zip(shares(counts), drawn, strict=True):
            for (count, total), of_figure in zip(figures, values, strict=True):
                if total:
                    of_figure.append(count / total)
    patients_a_film = patient_count(patients) / len(patients)
    return [
        OperatingFigures(
            *(
                over_patients(Proportion(*share), values, patients_a_film)
                for share, values in zip(point, of_point, strict=True)
            )
        )
        for point, of_point in zip(points, drawn, strict=True)
    ]
