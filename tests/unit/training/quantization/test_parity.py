"""A quantized network that says something else does not ship."""

import numpy as np
import pytest
from scipy.special import expit

from training.calibration.calibration import choose_thresholds, fit_platt, log_odds
from training.quantization.parity import Floats, Parity, compare

RANDOM = np.random.default_rng(4)
TRUTH = (RANDOM.random(2000) < 0.6).astype(np.float32)
LOGITS = RANDOM.normal(TRUTH * 4 - 2, 1).astype(np.float64)


def compare_calibrated(quantized: Floats, twin: Floats) -> Parity:
    ours, theirs = (log_odds(fit_platt(logits, TRUTH), logits) for logits in (quantized, twin))
    return compare(ours, theirs, choose_thresholds(expit(ours), TRUTH), TRUTH)


def test_the_same_outputs_pass() -> None:
    parity = compare_calibrated(LOGITS, LOGITS)
    assert parity.holds
    assert (parity.auc_fall, parity.probability_shift, parity.labels_changed) == (0, 0, 0)


def test_another_scale_passes_because_each_is_calibrated_by_itself() -> None:
    assert compare_calibrated(LOGITS * 3 + 1, LOGITS).holds


@pytest.mark.parametrize("noise", [1.0, 3.0])
def test_noisy_outputs_do_not_pass(noise: float) -> None:
    assert not compare_calibrated(LOGITS + RANDOM.normal(0, noise, len(LOGITS)), LOGITS).holds


def test_on_other_films_what_was_chosen_stays() -> None:
    """A shift that their own calibration would take back is a shift that users meet."""
    chosen, others = slice(0, 1000), slice(1000, 2000)
    line = fit_platt(LOGITS[chosen], TRUTH[chosen])
    thresholds = choose_thresholds(expit(log_odds(line, LOGITS[chosen])), TRUTH[chosen])
    theirs = log_odds(line, LOGITS[others])

    assert compare(theirs, theirs, thresholds, TRUTH[others]).holds
    shifted = compare(log_odds(line, LOGITS[others] + 1), theirs, thresholds, TRUTH[others])
    assert shifted.auc_fall == pytest.approx(0)
    assert shifted.probability_shift > 0.02
    assert shifted.labels_changed > 0.01
