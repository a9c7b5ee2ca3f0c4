"""Chooses calibration and thresholds of a network on the tuning set."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from cxr.inference.classifier import Network
from cxr.inference.model_card import Calibration, Thresholds
from training.calibration.calibration import Doubles, choose_thresholds, fit_platt, log_odds
from training.calibration.tuning_set import AUGMENTED_COPIES, TuningSet, logits


def operating_points(network: Network, tuning: TuningSet) -> tuple[Doubles, Calibration, Thresholds]:
    """Return the logits of the films (n,), the calibration, and the thresholds.

    The demands on a threshold hold on the films and on their augmented copies, on each separately. Raise
    TrainingError if the network is no better than chance.
    """
    plain, augmented = logits(network, tuning.films), logits(network, tuning.augmented)
    calibration = fit_calibration(plain, augmented, tuning.truth)
    on_plain = choose_thresholds(expit(log_odds(calibration, plain)), tuning.truth)
    truth = np.tile(tuning.truth, AUGMENTED_COPIES)
    on_augmented = choose_thresholds(expit(log_odds(calibration, augmented)), truth)
    return (
        plain,
        calibration,
        Thresholds(
            negative_below=min(on_plain.negative_below, on_augmented.negative_below),
            positive_from=max(on_plain.positive_from, on_augmented.positive_from),
        ),
    )


def fit_calibration(plain: Doubles, augmented: Doubles, truth: npt.NDArray[np.float32]) -> Calibration:
    """Fit the calibration to the logits of films (n,) and of all their copies, with equal weight.

    Raise TrainingError if they do not rank positives above negatives.
    """
    both = np.concatenate([np.tile(plain, AUGMENTED_COPIES), augmented])
    return fit_platt(both, np.tile(truth, 2 * AUGMENTED_COPIES))
