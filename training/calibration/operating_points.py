"""What a network's logits mean, and where they become labels: from the films to choose by."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from cxr.classifier import Network
from cxr.model_card import Calibration, Thresholds
from training.calibration.calibration import choose_thresholds, fit_platt, log_odds
from training.calibration.tuning_set import DRAWS, Choosing, Floats, logits


def operating_points(network: Network, choosing: Choosing) -> tuple[Floats, Calibration, Thresholds]:
    """The logits of the films as they are (n,), the calibration, and the thresholds.

    What is demanded of a threshold holds on films as they are and on varied ones, on each by
    themselves. Raises TrainingError where the network is no better than chance.
    """
    said, varied = logits(network, choosing.films), logits(network, choosing.varied)
    line = calibrate(said, varied, choosing.truth)
    plain = choose_thresholds(expit(log_odds(line, said)), choosing.truth)
    other = choose_thresholds(expit(log_odds(line, varied)), np.tile(choosing.truth, DRAWS))
    return (
        said,
        line,
        Thresholds(
            negative_below=min(plain.negative_below, other.negative_below),
            positive_from=max(plain.positive_from, other.positive_from),
        ),
    )


def calibrate(said: Floats, varied: Floats, truth: npt.NDArray[np.float32]) -> Calibration:
    """What logits of films as they are (n,) and of all their variations mean: both count the same.

    Raises TrainingError where they rank the films no better than chance would.
    """
    return fit_platt(np.concatenate([np.tile(said, DRAWS), varied]), np.tile(truth, 2 * DRAWS))
