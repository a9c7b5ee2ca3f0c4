"""Metrics of weighted films equal those of scikit-learn, or of repeated films."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn import metrics

from training.metrics import weighted_metrics as weighted

RANDOM = np.random.default_rng(8)
TRUTH = RANDOM.random(300) < 0.6
SCORES = np.round(RANDOM.normal(TRUTH, 1.0), 1)  # rounded: many are equal
PROBABILITIES = 1 / (1 + np.exp(-SCORES))
PREDICTED = SCORES > 0.5
DRAWN = RANDOM.integers(0, 4, (3, 300)).astype(float)
EVERY = np.ones(300, bool)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            lambda w: weighted.auc(w, SCORES, TRUTH),
            lambda w: metrics.roc_auc_score(TRUTH, SCORES, sample_weight=w),
        ),
        (
            lambda w: weighted.average_precision(w, SCORES, TRUTH),
            lambda w: metrics.average_precision_score(TRUTH, SCORES, sample_weight=w),
        ),
        (
            lambda w: weighted.mean(w, (PROBABILITIES - TRUTH) ** 2),
            lambda w: metrics.brier_score_loss(TRUTH, PROBABILITIES, sample_weight=w),
        ),
        (
            lambda w: weighted.share(w, PREDICTED == TRUTH, EVERY),
            lambda w: metrics.accuracy_score(TRUTH, PREDICTED, sample_weight=w),
        ),
        (
            lambda w: weighted.share(w, TRUTH, PREDICTED),
            lambda w: metrics.precision_score(TRUTH, PREDICTED, sample_weight=w),
        ),
        (
            lambda w: weighted.share(w, PREDICTED, TRUTH),
            lambda w: metrics.recall_score(TRUTH, PREDICTED, sample_weight=w),
        ),
        (
            lambda w: weighted.f1(w, PREDICTED, TRUTH),
            lambda w: metrics.f1_score(TRUTH, PREDICTED, sample_weight=w),
        ),
    ],
    ids=["auc", "average_precision", "brier", "accuracy", "precision", "recall", "f1"],
)
def test_metrics_of_each_draw_equal_those_of_scikit_learn(
    ours: Callable[[np.ndarray], np.ndarray], theirs: Callable[[np.ndarray], float]
) -> None:
    assert ours(DRAWN) == pytest.approx([theirs(weights) for weights in DRAWN])


def test_calibration_error_of_weights_equals_that_of_repeated_films() -> None:
    once = weighted.calibration_error(DRAWN, PROBABILITIES, TRUTH)
    for weights, error in zip(DRAWN.astype(int), once, strict=True):
        forecast, observed = np.repeat(PROBABILITIES, weights), np.repeat(TRUTH, weights)
        place = np.minimum((forecast * 15).astype(int), 14)
        gaps = [
            abs(forecast[place == b].mean() - observed[place == b].mean()) * (place == b).mean()
            for b in set(place)
        ]
        assert error == pytest.approx(sum(gaps))


def test_undefined_metric_of_a_draw_is_nan() -> None:
    negative_only = (~TRUTH).astype(float)[None]
    assert np.isnan(weighted.auc(negative_only, SCORES, TRUTH)).all()
    assert np.isnan(weighted.share(negative_only, PREDICTED, TRUTH)).all()
    assert np.isnan(weighted.average_precision(negative_only, SCORES, TRUTH)).all()
