"""Logits of the shipped model -> calibrated probabilities and operating points."""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve

from cxr.inference.model_card import Calibration, Thresholds
from training.errors import TrainingError

SENSITIVITY_OF_NEGATIVE = 0.98
"""Least share of the films with pneumonia that are not labelled negative."""

SPECIFICITY_OF_POSITIVE = 0.97
"""Least share of the films without pneumonia that are not labelled positive."""

EVEN_ODDS = 0.5

Doubles = npt.NDArray[np.float64]


def fit_platt(logits: Doubles, truth: npt.NDArray[np.float32]) -> Calibration:
    """Fit Platt scaling (Platt 1999) without regularization.

    ``logits`` and ``truth``: (films,), of films that the network was not trained on. Raise TrainingError
    if the logits do not rank positives above negatives (slope <= 0).
    """
    line = LogisticRegression(C=np.inf).fit(logits[:, None], truth)
    slope = float(line.coef_[0, 0])
    if slope <= 0:
        raise TrainingError(
            "on the validation films, the network is no better than chance; train longer, with --stage"
        )
    return Calibration(slope=slope, intercept=float(line.intercept_[0]), prevalence=float(truth.mean()))


def log_odds(calibration: Calibration, logits: Doubles) -> Doubles:
    """Return the calibrated log-odds of logits (films,)."""
    return calibration.slope * logits + calibration.intercept


def choose_thresholds(probabilities: Doubles, truth: npt.NDArray[np.float32]) -> Thresholds:
    """Return the highest threshold of sufficient sensitivity and the lowest of sufficient specificity.

    If the second is below the first, every threshold between them meets both demands, and the middle
    serves as both. However low the demands are, a probability above even odds is never labelled negative, and
    one below never positive. A reader would not understand such a label.
    """
    false_positives, sensitivity, at = roc_curve(truth, probabilities, drop_intermediate=False)
    sensitive = _below(at, int(np.argmax(sensitivity >= SENSITIVITY_OF_NEGATIVE)))
    specific = _below(at, int(np.flatnonzero(1 - false_positives >= SPECIFICITY_OF_POSITIVE)[-1]))
    if specific <= sensitive:
        sensitive = specific = (sensitive + specific) / 2
    return Thresholds(
        negative_below=min(sensitive, EVEN_ODDS), positive_from=min(max(specific, EVEN_ODDS), 1.0)
    )


def _below(at: Doubles, chosen: int) -> float:
    """Return the middle between the ``chosen`` of falling thresholds and the next one.

    A film lies on each of ``at``. The middle divides the films in the same way, and no label depends on
    the rounding of the last digit.
    """
    upper, lower = min(float(at[chosen]), 1.0), float(at[chosen + 1]) if chosen + 1 < len(at) else 0.0
    return (upper + lower) / 2
