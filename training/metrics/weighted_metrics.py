"""Metrics of weighted films, for one set of weights or for a thousand at once.

``weights`` is (draws, films). With a row of ones, a metric is that of the films themselves. Each function
returns (draws,), NaN for a draw that does not determine the metric.
"""

import numpy as np
import numpy.typing as npt

from training.metrics.bootstrap import Weights

BINS = 15
"""Bins of the reliability diagram and the expected calibration error (Guo et al. 2017)."""

Draws = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def share(weights: Weights, numerator: Bools, denominator: Bools) -> Draws:
    """Return the share of ``denominator`` (films,) that is in ``numerator`` (films,) too."""
    return ratio(weights @ (numerator & denominator), weights @ denominator)


def predictive_value(
    weights: Weights, labelled: Bools, right: Bools, wrong: Bools, frequency: float | None
) -> Draws:
    """Return the share of ``right`` among ``labelled`` films, where ``right`` has this frequency (Bayes).

    ``right`` and ``wrong`` are all films. Without ``frequency``, it is that of the weighted films.
    """
    before = share(weights, right, right | wrong) if frequency is None else np.full(len(weights), frequency)
    true, false = share(weights, labelled, right), share(weights, labelled, wrong)
    return ratio(before * true, before * true + (1 - before) * false)


def f1(weights: Weights, predicted: Bools, truth: Bools) -> Draws:
    """Return the harmonic mean of precision and recall of the ``predicted`` class."""
    return ratio(2 * (weights @ (predicted & truth)), weights @ predicted + weights @ truth)


def mean(weights: Weights, values: Floats) -> Draws:
    """Return the mean of one value per film."""
    return ratio(weights @ values, weights.sum(axis=1))


def mean_of_defined(weights: Weights, values: Floats) -> Draws:
    """Return the mean of one value per film, without the films whose value is NaN."""
    defined = ~np.isnan(values)
    return mean(weights * defined, np.where(defined, values, 0))


def auc(weights: Weights, scores: Floats, truth: Bools) -> Draws:
    """Return the area under the ROC curve: how often a positive film scores above a negative one."""
    positive, negative = _by_score(weights, scores, truth)
    below = np.cumsum(negative, axis=1) - negative / 2
    return ratio((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))


def average_precision(weights: Weights, scores: Floats, truth: Bools) -> Draws:
    """Return the area under the precision-recall curve, as the sum of its steps."""
    positive, negative = _by_score(weights, -scores, truth)
    found = np.cumsum(positive, axis=1)
    precision = np.nan_to_num(ratio(found, found + np.cumsum(negative, axis=1)))
    return ratio((positive * precision).sum(axis=1), positive.sum(axis=1))


def calibration_error(weights: Weights, probabilities: Floats, truth: Bools) -> Draws:
    """Return the mean distance of predicted and observed frequency over BINS equal bins, 0-1."""
    gaps = np.zeros((len(truth), BINS))
    gaps[np.arange(len(truth)), bins(probabilities)] = probabilities - truth
    return ratio(np.abs(weights @ gaps).sum(axis=1), weights.sum(axis=1))


def bins(probabilities: Floats) -> npt.NDArray[np.int64]:
    """Return (films,): the bin of each probability."""
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def _by_score(weights: Weights, scores: Floats, truth: Bools) -> tuple[Draws, Draws]:
    """Return the weight of positive and negative films at each score, lowest first: (draws, scores) each."""
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=np.nan) != 0)
    ordered, positive = weights[:, order], truth[order]
    return (
        np.add.reduceat(ordered * positive, starts, axis=1),
        np.add.reduceat(ordered * ~positive, starts, axis=1),
    )


def ratio(part: Draws, whole: Draws) -> Draws:
    """Return ``part / whole``, NaN if ``whole`` is 0."""
    divided: Draws = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return divided
