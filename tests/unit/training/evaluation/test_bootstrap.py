"""Intervals say how far a figure would move with other patients."""

from functools import partial

import numpy as np
import pytest

from training.evaluation import weighted_metrics as weighted
from training.evaluation.bootstrap import DRAWS, Intervals, Weights, estimate, resample

VALUES = np.random.default_rng(2).normal(5, 2, 400)


def intervals(values: np.ndarray, groups: list[str]) -> Intervals:
    return estimate({"mean": partial(weighted.mean, values=values)}, groups)[1]


def width(interval: list[float]) -> float:
    return interval[1] - interval[0]


def test_films_of_one_patient_are_drawn_together_and_as_many_patients_as_there_are() -> None:
    groups = [f"p{i // 3}" for i in range(30)]
    weights = np.concatenate(list(resample(groups, draws=50)))
    assert weights.shape == (50, 30)
    by_patient = weights.reshape(50, 10, 3)
    assert (by_patient == by_patient[:, :, :1]).all()
    assert (by_patient[:, :, 0].sum(axis=1) == 10).all()
    assert len(np.unique(weights, axis=0)) > 40


def test_large_sets_are_drawn_in_parts_of_bounded_size() -> None:
    parts = list(resample([str(i) for i in range(50_000)], draws=90))
    assert len(parts) > 1
    assert sum(map(len, parts)) == 90


def test_the_interval_of_a_mean_is_as_theory_has_it() -> None:
    interval = intervals(VALUES, [str(i) for i in range(400)])["mean"]
    assert width(interval) == pytest.approx(2 * 1.96 * VALUES.std() / 20, rel=0.1)
    assert interval[0] < VALUES.mean() < interval[1]


def test_copies_of_films_make_no_figure_surer_where_their_patient_is_known() -> None:
    patients = [str(i) for i in range(400)]
    once = intervals(VALUES, patients)["mean"]
    copied = np.tile(VALUES, 4)
    by_patient = intervals(copied, patients * 4)["mean"]
    by_film = intervals(copied, [str(i) for i in range(1600)])["mean"]
    assert by_patient == pytest.approx(once)
    assert width(by_film) < 0.6 * width(by_patient)


def test_the_same_films_give_the_same_interval_again() -> None:
    patients = [str(i // 2) for i in range(400)]
    assert intervals(VALUES, patients) == intervals(VALUES, patients)


def test_a_figure_that_the_films_do_not_tell_is_none_and_has_no_interval() -> None:
    scores, sick = np.arange(9.0), np.ones(9, bool)
    statistics = {"auc": partial(weighted.auc, scores=scores, truth=sick)}
    assert estimate(statistics, list("abcdefghi")) == ({"auc": None}, {})


def test_a_thousand_draws_are_taken() -> None:
    rows = []

    def count(weights: Weights) -> Weights:
        rows.append(len(weights))
        return weights[:, 0]

    estimate({"films": count}, ["a", "b"])
    assert sum(rows) - 1 == DRAWS == 1000
