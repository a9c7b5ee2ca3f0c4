"""Figures of parts of a set of films: by the series of their names, and by probability."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from cxr.study import Label
from training.data.labelled_film import Film
from training.data.split.series import series_of
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import estimate
from training.metrics.predictions import LabelledPredictions

BANDS = (0.02, 0.10, 0.30, 0.70, 0.90, 0.97)
"""Probabilities that divide films into bands."""

_NORMAL_QUANTILE = 1.959964
"""Of the standard normal distribution, for an interval of 95 %."""


def by_series(films: Sequence[Film], predictions: LabelledPredictions) -> dict[str, dict[str, object]]:
    """Return the figures of each series of films, as far as the file names contain one.

    Films of a series are of one class and often of one device: their specificity or sensitivity, and the
    median of the calibrated log-odds.
    """
    names = np.array([known[0] if (known := series_of(film)) else "" for film in films])
    measured: dict[str, dict[str, object]] = {}
    for name in sorted(set(names.tolist()) - {""}):
        of_series = names == name
        ill = bool(predictions.positive[of_series].all())
        right = predictions.has_label(Label.POSITIVE) if ill else _called_normal(predictions)
        share = partial(weighted.share, numerator=right, denominator=of_series)
        values, intervals = estimate({"sensitivity" if ill else "specificity": share}, predictions.patients)
        measured[name] = {
            "films": int(of_series.sum()),
            **values,
            "median_log_odds": float(np.median(_log_odds(predictions)[of_series])),
            "intervals": intervals,
        }
    return measured


def by_probability(predictions: LabelledPredictions) -> list[dict[str, object]]:
    """Return the observed frequency of pneumonia in each band of probability, with its Wilson interval."""
    band = np.searchsorted(BANDS, predictions.probabilities, side="right")
    rows = list[dict[str, object]]()
    for number, (low, high) in enumerate(zip((0.0, *BANDS), (*BANDS, 1.0), strict=True)):
        truth = predictions.positive[band == number]
        count, ill = len(truth), int(truth.sum())
        frequency = ill / count if count else None
        interval = wilson_interval(ill, count) if count else None
        rows.append(
            {"from": low, "below": high, "films": count, "pneumonia": frequency, "interval": interval}
        )
    return rows


def wilson_interval(hits: int, count: int) -> list[float]:
    """Return the 95 % interval [low, high] of a share (Wilson 1927), for films of different patients."""
    share, z = hits / count, _NORMAL_QUANTILE
    middle = share + z**2 / (2 * count)
    reach = z * float(np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)))
    whole = 1 + z**2 / count
    return [max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)]


def _called_normal(predictions: LabelledPredictions) -> weighted.Bools:
    return ~predictions.has_label(Label.POSITIVE) & ~predictions.refused


def _log_odds(predictions: LabelledPredictions) -> weighted.Floats:
    odds: weighted.Floats = np.log(predictions.probabilities / (1 - predictions.probabilities))
    return odds
