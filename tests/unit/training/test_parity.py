"""A quantized network that says something else does not ship."""

import numpy as np
import pytest

from training.parity import compare

RANDOM = np.random.default_rng(4)
TRUTH = (RANDOM.random(2000) < 0.6).astype(np.float32)
LOGITS = RANDOM.normal(TRUTH * 4 - 2, 1).astype(np.float64)


def test_the_same_outputs_pass() -> None:
    parity = compare(LOGITS, LOGITS, TRUTH)
    assert parity.holds
    assert (parity.auc_fall, parity.probability_shift, parity.labels_changed) == (0, 0, 0)


def test_another_scale_passes_because_each_is_calibrated_by_itself() -> None:
    assert compare(LOGITS * 3 + 1, LOGITS, TRUTH).holds


@pytest.mark.parametrize("noise", [1.0, 3.0])
def test_noisy_outputs_do_not_pass(noise: float) -> None:
    assert not compare(LOGITS + RANDOM.normal(0, noise, len(LOGITS)), LOGITS, TRUTH).holds
