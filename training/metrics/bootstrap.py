"""Patient-level bootstrap confidence intervals (Efron and Tibshirani 1993)."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

RESAMPLES, LEVEL, SEED = 1000, 0.95, 7

_CELLS = 4_000_000
"""Numbers drawn at once: 32 MB, and a few copies of it while metrics are computed."""

Weights = npt.NDArray[np.float64]
"""(draws, films): how often each draw contains each film."""

Statistic = Callable[[Weights], npt.NDArray[np.float64]]
"""A metric of weighted films: (draws, films) -> (draws,), NaN for a draw that does not determine it."""

Value = float | None
Intervals = dict[str, list[float]]


def resample(patients: Sequence[str], draws: int = RESAMPLES, seed: int = SEED) -> Iterator[Weights]:
    """Draw as many patients as there are, with replacement, each with all of their films.

    ``patients`` names the patient of each film. Films of one patient are similar, so independent draws of
    films would make the intervals too narrow. Yield ``draws`` rows in all, some at a time.
    """
    _, patient = np.unique(patients, return_inverse=True)
    count = int(patient.max()) + 1
    random = np.random.default_rng(seed)
    at_once = max(1, _CELLS // len(patients))
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        drawn = random.multinomial(count, np.full(count, 1 / count), size=rows)
        yield drawn[:, patient].astype(np.float64)


def estimate(
    statistics: Mapping[str, Statistic], patients: Sequence[str]
) -> tuple[dict[str, Value], Intervals]:
    """Return each metric of the films, and its percentile interval [low, high] at LEVEL.

    A metric that the films do not determine, such as the AUC of one class, is None without an interval.
    """
    once = np.ones((1, len(patients)))
    values = {name: _value(float(statistic(once)[0])) for name, statistic in statistics.items()}
    drawn: dict[str, list[npt.NDArray[np.float64]]] = {
        n: [] for n, value in values.items() if value is not None
    }
    for weights in resample(patients):
        for name, parts in drawn.items():
            parts.append(statistics[name](weights))
    return values, {name: _interval(np.concatenate(parts)) for name, parts in drawn.items()}


def _value(value: float) -> Value:
    return None if np.isnan(value) else value


def _interval(drawn: npt.NDArray[np.float64]) -> list[float]:
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(low), float(high)]
