"""Figures of weighted films, for one set of weights or for a thousand at once.

``weights`` is (draws, films); with a row of ones each figure is that of the films as they are. Each
gives (draws,), NaN where a draw does not tell it.
"""

import numpy as np
import numpy.typing as npt

from training.evaluation.bootstrap import Weights

BINS = 15
"""Of the reliability diagram and the expected calibration error (Guo et al. 2017)."""

Draws = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def share(weights: Weights, of: Bools, among: Bools) -> Draws:
    """How much of ``among`` (films,) is ``of`` too."""
    return ratio(weights @ (of & among), weights @ among)


def f1(weights: Weights, called: Bools, truth: Bools) -> Draws:
    """The harmonic mean of precision and recall of what was ``called`` so."""
    return ratio(2 * (weights @ (called & truth)), weights @ called + weights @ truth)


def mean(weights: Weights, values: Floats) -> Draws:
    """The mean of one value a film."""
    return ratio(weights @ values, weights.sum(axis=1))


def auc(weights: Weights, scores: Floats, truth: Bools) -> Draws:
    """Area under the ROC curve: how often a sick film scores above a healthy one; a tie is half."""
    sick, healthy = _by_score(weights, scores, truth)
    below = np.cumsum(healthy, axis=1) - healthy / 2
    return ratio((sick * below).sum(axis=1), sick.sum(axis=1) * healthy.sum(axis=1))


def average_precision(weights: Weights, scores: Floats, truth: Bools) -> Draws:
    """Area under the precision-recall curve, as the sum of its steps."""
    sick, healthy = _by_score(weights, -scores, truth)
    found = np.cumsum(sick, axis=1)
    precision = np.nan_to_num(ratio(found, found + np.cumsum(healthy, axis=1)))
    return ratio((sick * precision).sum(axis=1), sick.sum(axis=1))


def calibration_error(weights: Weights, probabilities: Floats, truth: Bools) -> Draws:
    """Mean distance of predicted and observed frequency over BINS bins of equal width, 0-1."""
    gaps = np.zeros((len(truth), BINS))
    gaps[np.arange(len(truth)), bins(probabilities)] = probabilities - truth
    return ratio(np.abs(weights @ gaps).sum(axis=1), weights.sum(axis=1))


def bins(probabilities: Floats) -> npt.NDArray[np.int64]:
    """(films,): the bin of each."""
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def _by_score(weights: Weights, scores: Floats, truth: Bools) -> tuple[Draws, Draws]:
    """Weight of the sick and of the healthy at each score, lowest first: (draws, scores) each."""
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=np.nan) != 0)
    ordered, sick = weights[:, order], truth[order]
    return np.add.reduceat(ordered * sick, starts, axis=1), np.add.reduceat(ordered * ~sick, starts, axis=1)


def ratio(part: Draws, whole: Draws) -> Draws:
    """``part / whole``, NaN where there is no whole."""
    divided: Draws = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return divided
