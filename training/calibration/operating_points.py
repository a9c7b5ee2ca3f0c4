"""Chooses calibration and thresholds of a network on the tuning set."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from cxr.inference.model_card import Calibration, Thresholds
from cxr.inference.screening import Network
from training.calibration.calibration import Doubles, choose_thresholds, fit_platt, log_odds
from training.calibration.tuning_set import VARIED_COPIES, TuningSet, logits


def operating_points(network: Network, tuning: TuningSet) -> tuple[Doubles, Calibration, Thresholds]:
    """Return the logits of the films and of their copies, the calibration, and the thresholds.

    The demands on a threshold hold on the films and on their varied copies, on each separately. Raise
    TrainingError if the network is no better than chance.
    """
    plain, varied = logits(network, tuning.plain), logits(network, tuning.varied)
    calibration = fit_calibration(plain, varied, tuning.truth)
    on_plain = choose_thresholds(expit(log_odds(calibration, plain)), tuning.truth)
    truth = np.repeat(tuning.truth, VARIED_COPIES)
    on_varied = choose_thresholds(expit(log_odds(calibration, varied)), truth)
    return (
        np.concatenate([plain, varied]),
        calibration,
        Thresholds(
            negative_below=min(on_plain.negative_below, on_varied.negative_below),
            positive_from=max(on_plain.positive_from, on_varied.positive_from),
        ),
    )


def fit_calibration(plain: Doubles, varied: Doubles, truth: npt.NDArray[np.float32]) -> Calibration:
    """Fit the calibration to the logits of films (n,) and of all their copies, with equal weight.

    Raise TrainingError if they do not rank positives above negatives.
    """
    both = np.concatenate([np.repeat(plain, VARIED_COPIES), varied])
    return fit_platt(both, np.tile(np.repeat(truth, VARIED_COPIES), 2))
