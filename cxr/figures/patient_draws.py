"""Intervals of shares where several films are of one patient.

Such films are similar. An interval that takes them for independent is too narrow, so patients are drawn with
all of their films (Efron and Tibshirani 1993, An Introduction to the Bootstrap).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from statistics import quantiles

from cxr.figures.proportion import Proportion

DRAWS, FEWEST_DRAWS, SEED = 1000, 200, 7

_MOST_PICKS = 2_000_000
"""Patients drawn in all, some half a second: with more than 2,000 patients, fewer draws are enough."""

Patients = Sequence[Hashable]
"""The patient of each film. None: not known, and so taken for a patient of the film alone."""


def has_repeated(patients: Patients) -> bool:
    """Return whether a patient has several films."""
    known = [patient for patient in patients if patient is not None]
    return len(set(known)) < len(known)


def patient_count(patients: Patients) -> int:
    """Return how many patients the films have."""
    return len(set(patients) - {None}) + sum(patient is None for patient in patients)


def draw_count(patients: int) -> int:
    """Return how many draws are made of so many patients."""
    return max(FEWEST_DRAWS, min(DRAWS, _MOST_PICKS // max(1, patients)))


def drawn_counts(patients: Patients, cells: Sequence[int], cell_count: int) -> Iterator[list[int]]:
    """Yield how many films of each cell a draw has. Each draw has as many patients as there are.

    ``cells`` says of each film which of ``cell_count`` cells it counts in. The same films give the same
    draws.
    """
    films: dict[Hashable, list[int]] = defaultdict(list)
    for number, (patient, cell) in enumerate(zip(patients, cells, strict=True)):
        films[("film", number) if patient is None else ("patient", patient)].append(cell)
    # Many patients are alike, and a draw need only count how often it has each kind.
    kinds = {kind: number for number, kind in enumerate({tuple(sorted(of)): None for of in films.values()})}
    contents = [Counter(kind) for kind in kinds]
    kind_of_each = [kinds[tuple(sorted(of))] for of in films.values()]
    draw = random.Random(SEED)  # noqa: S311  (a draw of films protects nothing)
    for _ in range(draw_count(len(kind_of_each))):
        counts = [0] * cell_count
        for kind, times in Counter(draw.choices(kind_of_each, k=len(kind_of_each))).items():
            for cell, count in contents[kind].items():
                counts[cell] += count * times
        yield counts


def over_patients(share: Proportion, drawn: Sequence[float], patients_a_film: float) -> Proportion:
    """Return the share with its interval over patients: the middle 95 % of the drawn shares.

    It is never narrower than Wilson's interval of the films. Where all films were counted or none, all draws
    are the same: there it is Wilson's of as many films as there are patients, by ``patients_a_film``.
    """
    wilson = share.interval
    if wilson is None or len(drawn) < FEWEST_DRAWS / 2:
        return share
    if share.count in (0, share.total):
        patients = max(1, round(share.total * patients_a_film))
        of_patients = Proportion(patients if share.count else 0, patients).interval
        return Proportion(share.count, share.total, of_patients)
    fortieths = quantiles(drawn, n=40, method="inclusive")
    low, high = min(wilson[0], fortieths[0]), max(wilson[1], fortieths[-1])
    return Proportion(share.count, share.total, (low, high))
