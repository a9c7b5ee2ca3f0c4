"""Figures of weighted films are those of the films repeated, as scikit-learn has them."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn import metrics

from training.evaluation import weighted_metrics as weighted

RANDOM = np.random.default_rng(8)
TRUTH = RANDOM.random(300) < 0.6
SCORES = np.round(RANDOM.normal(TRUTH, 1.0), 1)  # rounded: many are equal
PROBABILITIES = 1 / (1 + np.exp(-SCORES))
CALLED = SCORES > 0.5
DRAWN = RANDOM.integers(0, 4, (3, 300)).astype(float)
EVERYONE = np.ones(300, bool)


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
            lambda w: weighted.share(w, CALLED == TRUTH, EVERYONE),
            lambda w: metrics.accuracy_score(TRUTH, CALLED, sample_weight=w),
        ),
        (
            lambda w: weighted.share(w, TRUTH, CALLED),
            lambda w: metrics.precision_score(TRUTH, CALLED, sample_weight=w),
        ),
        (
            lambda w: weighted.share(w, CALLED, TRUTH),
            lambda w: metrics.recall_score(TRUTH, CALLED, sample_weight=w),
        ),
        (lambda w: weighted.f1(w, CALLED, TRUTH), lambda w: metrics.f1_score(TRUTH, CALLED, sample_weight=w)),
    ],
    ids=["auc", "average_precision", "brier", "accuracy", "precision", "recall", "f1"],
)
def test_each_draw_is_measured_as_scikit_learn_does(
    ours: Callable[[np.ndarray], np.ndarray], theirs: Callable[[np.ndarray], float]
) -> None:
    assert ours(DRAWN) == pytest.approx([theirs(weights) for weights in DRAWN])


def test_the_calibration_error_of_weighted_films_is_that_of_the_films_repeated() -> None:
    once = weighted.calibration_error(DRAWN, PROBABILITIES, TRUTH)
    for weights, error in zip(DRAWN.astype(int), once, strict=True):
        said, shown = np.repeat(PROBABILITIES, weights), np.repeat(TRUTH, weights)
        place = np.minimum((said * 15).astype(int), 14)
        gaps = [
            abs(said[place == b].mean() - shown[place == b].mean()) * (place == b).mean() for b in set(place)
        ]
        assert error == pytest.approx(sum(gaps))


def test_what_a_draw_does_not_tell_is_not_a_number() -> None:
    healthy_only = (~TRUTH).astype(float)[None]
    assert np.isnan(weighted.auc(healthy_only, SCORES, TRUTH)).all()
    assert np.isnan(weighted.share(healthy_only, CALLED, TRUTH)).all()
    assert np.isnan(weighted.average_precision(healthy_only, SCORES, TRUTH)).all()
