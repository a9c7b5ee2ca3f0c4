"""Logits of the shipped model -> a probability that means what it says, and operating points."""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve

from cxr.model_card import Calibration, Thresholds
from training.errors import TrainingError

SENSITIVITY_OF_NEGATIVE = 0.98
"""Of the films with pneumonia, this share must not be called negative."""

SPECIFICITY_OF_POSITIVE = 0.97
"""Of the films without, this share must not be called positive."""

EVEN = 0.5
"""As likely ill as well."""


def fit_platt(logits: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]) -> Calibration:
    """Platt scaling (Platt 1999) without regularization.

    ``logits`` and ``truth``: (films,), of films that the network was not fitted on. Raises
    TrainingError where the logits rank them no better than chance would.
    """
    line = LogisticRegression(C=np.inf).fit(logits[:, None], truth)
    slope = float(line.coef_[0, 0])
    if slope <= 0:
        raise TrainingError(
            "on the films to choose by, the network is no better than chance; train longer, as --stage says"
        )
    return Calibration(slope=slope, intercept=float(line.intercept_[0]), prevalence=float(truth.mean()))


def log_odds(calibration: Calibration, logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(films,): what the calibration makes of logits."""
    return calibration.slope * logits + calibration.intercept


def choose_thresholds(probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]) -> Thresholds:
    """The highest threshold of sufficient sensitivity and the lowest of sufficient specificity.

    Where the second lies below the first, any threshold between them meets both demands; one in
    the middle serves as both. A film more likely ill than not is never called negative, nor one more
    likely well called positive, however lax the demands: nobody could make sense of it.
    """
    false_positives, sensitivity, at = roc_curve(truth, probabilities, drop_intermediate=False)
    sensitive = _below(at, int(np.argmax(sensitivity >= SENSITIVITY_OF_NEGATIVE)))
    specific = _below(at, int(np.flatnonzero(1 - false_positives >= SPECIFICITY_OF_POSITIVE)[-1]))
    if specific <= sensitive:
        sensitive = specific = (sensitive + specific) / 2
    return Thresholds(negative_below=min(sensitive, EVEN), positive_from=min(max(specific, EVEN), 1.0))


def _below(at: npt.NDArray[np.float64], chosen: int) -> float:
    """The middle between the ``chosen`` of falling thresholds and the next: a film lies on each of ``at``.

    It divides the films in the same way, and no label hangs on how the last digit was rounded.
    """
    upper, lower = min(float(at[chosen]), 1.0), float(at[chosen + 1]) if chosen + 1 < len(at) else 0.0
    return (upper + lower) / 2
