"""Calibration and thresholds hold on films and on their varied copies."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import expit

from training.calibration.calibration import (
    SENSITIVITY_OF_NEGATIVE,
    SPECIFICITY_OF_POSITIVE,
    Doubles,
    choose_thresholds,
    fit_platt,
    log_odds,
)
from training.calibration.operating_points import fit_calibration, operating_points
from training.calibration.tuning_set import VARIED_COPIES, Chests, TuningSet
from training.data.arrays import Floats
from training.errors import TrainingError

COUNT = 120


def brightness(*, film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Return a higher log-odds for a brighter film."""
    return {"activation_map": film.mean((1, 2), keepdims=True, dtype=np.float32) / 10 - 10}


def chests(greys: npt.NDArray[np.float64]) -> Chests:
    films = np.clip(np.rint(greys), 0, 255).astype(np.uint8)[:, None, None, None]
    return Chests(films, np.ones((len(greys), 1, 1), np.float32))


@pytest.fixture
def tuning() -> TuningSet:
    """Films, brighter with pneumonia, and copies that vary in brightness."""
    random = np.random.default_rng(3)
    truth = np.arange(COUNT, dtype=np.float32) % 2
    greys = random.normal(80 + 50 * truth, 12)
    copies = np.repeat(greys, VARIED_COPIES) + random.normal(0, 12, COUNT * VARIED_COPIES)
    return TuningSet(chests(greys), chests(copies), truth)


def parts(found: Doubles, truth: Floats) -> tuple[tuple[Doubles, Floats], tuple[Doubles, Floats]]:
    """Return the logits of the films and of the copies, each with the truth."""
    return (found[:COUNT], truth), (found[COUNT:], np.repeat(truth, VARIED_COPIES))


def test_thresholds_hold_on_films_and_on_their_copies(tuning: TuningSet) -> None:
    found, calibration, thresholds = operating_points(brightness, tuning)
    assert len(found) == COUNT * (1 + VARIED_COPIES)
    for logits, truth in parts(found, tuning.truth):
        probabilities = expit(log_odds(calibration, logits))
        assert (probabilities[truth == 0] < thresholds.positive_from).mean() >= SPECIFICITY_OF_POSITIVE
        assert (probabilities[truth == 1] >= thresholds.negative_below).mean() >= SENSITIVITY_OF_NEGATIVE
    alone = choose_thresholds(expit(log_odds(calibration, found[:COUNT])), tuning.truth)
    assert thresholds.positive_from > alone.positive_from
    assert thresholds.negative_below <= alone.negative_below


def test_films_and_all_their_copies_weigh_the_same(tuning: TuningSet) -> None:
    found, calibration, _ = operating_points(brightness, tuning)
    (plain, truth), (copies, truth_of_copies) = parts(found, tuning.truth)
    assert calibration == fit_calibration(plain, copies, truth)
    every = np.concatenate([np.tile(plain, VARIED_COPIES), copies])
    of_every = np.concatenate([np.tile(truth, VARIED_COPIES), truth_of_copies])
    expected = fit_platt(every, of_every)
    assert (calibration.slope, calibration.intercept) == pytest.approx(
        (expected.slope, expected.intercept), rel=1e-3
    )
    assert calibration.prevalence == 0.5
    assert expit(log_odds(calibration, every)).mean() == pytest.approx(0.5, abs=0.01)


def test_network_no_better_than_chance_is_refused(tuning: TuningSet) -> None:
    reverse = TuningSet(tuning.plain, tuning.varied, 1 - tuning.truth)
    with pytest.raises(TrainingError, match="no better than chance"):
        operating_points(brightness, reverse)
