"""Bootstrap intervals over patients."""

from functools import partial

import numpy as np
import pytest

from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import RESAMPLES, Intervals, Weights, estimate, resample

VALUES = np.random.default_rng(2).normal(5, 2, 400)


def intervals(values: np.ndarray, patients: list[str]) -> Intervals:
    return estimate({"mean": partial(weighted.mean, values=values)}, patients)[1]


def width(interval: list[float]) -> float:
    return interval[1] - interval[0]


def test_films_of_one_patient_are_drawn_together() -> None:
    patients = [f"p{i // 3}" for i in range(30)]
    weights = np.concatenate(list(resample(patients, draws=50)))
    assert weights.shape == (50, 30)
    by_patient = weights.reshape(50, 10, 3)
    assert (by_patient == by_patient[:, :, :1]).all()
    assert (by_patient[:, :, 0].sum(axis=1) == 10).all()
    assert len(np.unique(weights, axis=0)) > 40


def test_large_sets_are_drawn_in_bounded_parts() -> None:
    parts = list(resample([str(i) for i in range(50_000)], draws=90))
    assert len(parts) > 1
    assert sum(map(len, parts)) == 90


def test_interval_of_a_mean_matches_theory() -> None:
    interval = intervals(VALUES, [str(i) for i in range(400)])["mean"]
    assert width(interval) == pytest.approx(2 * 1.96 * VALUES.std() / 20, rel=0.1)
    assert interval[0] < VALUES.mean() < interval[1]


def test_copies_of_films_do_not_narrow_the_interval() -> None:
    patients = [str(i) for i in range(400)]
    once = intervals(VALUES, patients)["mean"]
    copied = np.tile(VALUES, 4)
    by_patient = intervals(copied, patients * 4)["mean"]
    by_film = intervals(copied, [str(i) for i in range(1600)])["mean"]
    assert by_patient == pytest.approx(once)
    assert width(by_film) < 0.6 * width(by_patient)


def test_intervals_are_reproducible() -> None:
    patients = [str(i // 2) for i in range(400)]
    assert intervals(VALUES, patients) == intervals(VALUES, patients)


def test_undefined_figure_is_none_without_an_interval() -> None:
    scores, positive = np.arange(9.0), np.ones(9, bool)
    statistics = {"auc": partial(weighted.auc, scores=scores, truth=positive)}
    assert estimate(statistics, list("abcdefghi")) == ({"auc": None}, {})


def test_bootstrap_has_a_thousand_draws() -> None:
    rows = []

    def count(weights: Weights) -> Weights:
        rows.append(len(weights))
        return weights[:, 0]

    estimate({"films": count}, ["a", "b"])
    assert sum(rows) - 1 == RESAMPLES == 1000
