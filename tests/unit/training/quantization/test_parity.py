"""A quantized network with other results fails the parity gate."""

import numpy as np
import pytest
from scipy.special import expit

from training.calibration.calibration import choose_thresholds, fit_platt, log_odds
from training.quantization.parity import Doubles, Parity, measure_parity

RANDOM = np.random.default_rng(4)
TRUTH = (RANDOM.random(2000) < 0.6).astype(np.float32)
LOGITS = RANDOM.normal(TRUTH * 4 - 2, 1).astype(np.float64)


def compare_calibrated(quantized: Doubles, reference: Doubles) -> Parity:
    calibrated, expected = (log_odds(fit_platt(logits, TRUTH), logits) for logits in (quantized, reference))
    return measure_parity(calibrated, expected, choose_thresholds(expit(calibrated), TRUTH), TRUTH)


def test_equal_outputs_pass() -> None:
    parity = compare_calibrated(LOGITS, LOGITS)
    assert parity.holds
    assert (parity.auc_fall, parity.probability_shift, parity.labels_changed) == (0, 0, 0)


def test_other_scale_passes_because_each_network_is_calibrated() -> None:
    assert compare_calibrated(LOGITS * 3 + 1, LOGITS).holds


@pytest.mark.parametrize("noise", [1.0, 3.0])
def test_noisy_outputs_fail(noise: float) -> None:
    assert not compare_calibrated(LOGITS + RANDOM.normal(0, noise, len(LOGITS)), LOGITS).holds


def test_shift_on_other_films_is_not_calibrated_away() -> None:
    """The calibration of other films would remove the shift, but users have the calibration of the card."""
    chosen, others = slice(0, 1000), slice(1000, 2000)
    calibration = fit_platt(LOGITS[chosen], TRUTH[chosen])
    thresholds = choose_thresholds(expit(log_odds(calibration, LOGITS[chosen])), TRUTH[chosen])
    expected = log_odds(calibration, LOGITS[others])

    assert measure_parity(expected, expected, thresholds, TRUTH[others]).holds
    shifted = measure_parity(log_odds(calibration, LOGITS[others] + 1), expected, thresholds, TRUTH[others])
    assert shifted.auc_fall == pytest.approx(0)
    assert shifted.probability_shift > 0.02
    assert shifted.labels_changed > 0.01
