"""Predictive values of the labels, where fewer films show pneumonia."""

from typing import Any

import pytest

from cxr.study import Label
from tests.support.training.labelled import with_labels
from training.metrics.predictive_values import PREVALENCES, predictive_values

P, U, N = Label.POSITIVE, Label.UNCERTAIN, Label.NEGATIVE
LABELS = [P] * 16 + [U] * 2 + [N, None] + [P] + [U] * 2 + [N] * 7
TRUTH = [1] * 20 + [0] * 10


def at(prevalence: float) -> dict[str, Any]:
    values: dict[str, Any] = predictive_values(with_labels(LABELS, TRUTH))[f"{prevalence:g}"]
    return values


def test_values_follow_from_the_rule_of_bayes() -> None:
    assert at(0.1)["positive"] == pytest.approx(0.1 * 0.8 / (0.1 * 0.8 + 0.9 * 0.1))
    assert at(0.1)["negative"] == pytest.approx(0.9 * 0.7 / (0.9 * 0.7 + 0.1 * 0.05))


def test_positive_label_is_worth_more_where_more_films_show_pneumonia() -> None:
    assert set(predictive_values(with_labels(LABELS, TRUTH))) == {"0.01", "0.05", "0.1", "0.2", "0.3"}
    positive, negative = ([at(p)[name] for p in PREVALENCES] for name in ("positive", "negative"))
    assert positive == sorted(positive)
    assert negative == sorted(negative, reverse=True)


def test_values_are_inside_their_intervals() -> None:
    for name, (low, high) in at(0.2)["intervals"].items():
        assert low <= at(0.2)[name] <= high
        assert low < high


def test_label_that_no_film_has_has_no_value() -> None:
    values: Any = predictive_values(with_labels([P, P, U], [1, 0, 0]))["0.1"]
    assert values["negative"] is None
    assert values["positive"] is not None
