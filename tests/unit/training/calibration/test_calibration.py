"""Probabilities are calibrated, and thresholds meet their demands."""

import numpy as np
import numpy.typing as npt
import pytest

from training.calibration.calibration import (
    SENSITIVITY_OF_NEGATIVE,
    SPECIFICITY_OF_POSITIVE,
    choose_thresholds,
    fit_platt,
)
from training.errors import TrainingError
from training.metrics.metrics import expected_calibration_error


def sigmoid(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 1 / (1 + np.exp(-x))


def films(separation: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    random = np.random.default_rng(3)
    truth = (random.random(4000) < 0.7).astype(np.float32)
    return random.normal(truth * separation, 1), truth


def test_platt_scaling_recovers_slope_and_intercept() -> None:
    random = np.random.default_rng(3)
    logits = random.normal(0, 2, 20_000)
    truth = (random.random(20_000) < sigmoid(1.7 * logits - 0.6)).astype(np.float32)
    line = fit_platt(logits, truth)
    assert (line.slope, line.intercept) == pytest.approx((1.7, -0.6), abs=0.1)


@pytest.mark.parametrize("separation", [1, 2, 4, 8])
def test_thresholds_meet_their_demands(separation: float) -> None:
    logits, truth = films(separation)
    chosen = choose_thresholds(sigmoid(logits), truth)
    probabilities = sigmoid(logits)
    assert (probabilities[truth == 1] >= chosen.negative_below).mean() >= SENSITIVITY_OF_NEGATIVE
    assert (probabilities[truth == 0] < chosen.positive_from).mean() >= SPECIFICITY_OF_POSITIVE
    assert chosen.negative_below <= chosen.positive_from


@pytest.mark.parametrize("shift", [-6, 6])
def test_labels_never_contradict_even_odds(shift: float) -> None:
    logits, truth = films(4)
    chosen = choose_thresholds(sigmoid(logits + shift), truth)
    assert chosen.negative_below <= 0.5 <= chosen.positive_from


def test_calibration_error_is_small_only_for_a_true_forecast() -> None:
    random = np.random.default_rng(5)
    forecast = random.random(20_000)
    truth = (random.random(20_000) < forecast).astype(np.float32)
    assert expected_calibration_error(forecast, truth) < 0.02
    assert expected_calibration_error(np.full(20_000, 0.999), truth) == pytest.approx(0.499, abs=0.02)


@pytest.mark.parametrize("separation", [-1, 0])
def test_network_no_better_than_chance_is_not_calibrated(separation: float) -> None:
    logits, truth = films(1)
    with pytest.raises(TrainingError, match="no better than chance; train longer"):
        fit_platt(separation * logits, truth)
