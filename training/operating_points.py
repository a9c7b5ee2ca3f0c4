"""What a network's logits mean, and where they become labels: from the films to choose by."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from cxr.classifier import Network, model_input
from cxr.model_card import Calibration, Thresholds
from training.augment import Augment
from training.calibrate import choose_thresholds, fit_platt
from training.films import Film, targets
from training.parity import log_odds
from training.readings import open_film

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

_BATCH = 32


def operating_points(
    network: Network, choose: Sequence[Film], size: int, seed: int
) -> tuple[Floats, Calibration, Thresholds]:
    """The logits of ``choose`` (films,), their calibration and the thresholds.

    The probability is calibrated on the films as they are. The thresholds are chosen on these and on
    the same films varied as in training: what holds for one framing and exposure alone does not hold
    for another, and films come in many.
    """
    films = np.concatenate([model_input(open_film(film), size) for film in choose])
    said, varied = _say(network, films), _say(network, vary(films, seed))
    truth = targets(list(choose))
    line = fit_platt(said, truth)
    met = expit(log_odds(line, np.concatenate([said, varied])))
    return said, line, choose_thresholds(met, np.concatenate([truth, truth]))


def _say(network: Network, films: Pixels) -> Floats:
    return np.array([float(network(film=film[None])["logit"].squeeze()) for film in films])


def vary(films: Pixels, seed: int) -> Pixels:
    """Each of ``films`` (n, size, size, 1) once as training may show it."""
    augment, varied = Augment(seed), []
    for start in range(0, len(films), _BATCH):
        batch = films[start : start + _BATCH].astype(np.float32)
        shown, _ = augment([batch, np.zeros_like(batch)], training=True)
        varied.append(np.round(np.asarray(shown)).astype(np.uint8))
    return np.concatenate(varied)
