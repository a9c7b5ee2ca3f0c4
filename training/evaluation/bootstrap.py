"""How far a figure would move had other patients come: the bootstrap (Efron and Tibshirani 1993)."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

DRAWS, LEVEL, SEED = 1000, 0.95, 7

_CELLS = 4_000_000
"""Numbers drawn at once: 32 MB, and a few copies of it while figures are taken."""

Weights = npt.NDArray[np.float64]
"""(draws, films): how often each draw holds each film."""

Statistic = Callable[[Weights], npt.NDArray[np.float64]]
"""A figure of weighted films: (draws, films) -> (draws,), NaN where a draw does not tell it."""

Value = float | None
Intervals = dict[str, list[float]]


def resample(groups: Sequence[str], draws: int = DRAWS, seed: int = SEED) -> Iterator[Weights]:
    """Draw as many patients as there are, with replacement, each with all of their films.

    ``groups`` names the patient of each film. Films of one patient are alike: drawn one by one they
    would make a figure look surer than it is. Yields ``draws`` rows in all, some at a time.
    """
    _, patient = np.unique(groups, return_inverse=True)
    patients = int(patient.max()) + 1
    random = np.random.default_rng(seed)
    at_once = max(1, _CELLS // len(groups))
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        drawn = random.multinomial(patients, np.full(patients, 1 / patients), size=rows)
        yield drawn[:, patient].astype(np.float64)


def estimate(
    statistics: Mapping[str, Statistic], groups: Sequence[str]
) -> tuple[dict[str, Value], Intervals]:
    """Each figure of the films as they are, and its percentile interval [low, high] at LEVEL.

    A figure that the films do not tell (the AUC of one class) is None and has no interval.
    """
    once = np.ones((1, len(groups)))
    values = {name: _told(float(statistic(once)[0])) for name, statistic in statistics.items()}
    drawn: dict[str, list[npt.NDArray[np.float64]]] = {
        n: [] for n, value in values.items() if value is not None
    }
    for weights in resample(groups):
        for name, parts in drawn.items():
            parts.append(statistics[name](weights))
    return values, {name: _interval(np.concatenate(parts)) for name, parts in drawn.items()}


def _told(value: float) -> Value:
    return None if np.isnan(value) else value


def _interval(drawn: npt.NDArray[np.float64]) -> list[float]:
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(low), float(high)]
