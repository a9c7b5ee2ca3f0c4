"""Figures say what a user of the shipped model meets."""

import numpy as np
import pytest

from cxr.study import Label
from training.evaluate import Readings, measure

P, U, N = Label.POSITIVE, Label.UNCERTAIN, Label.NEGATIVE


def readings(labels: list[Label | None], truth: list[int]) -> Readings:
    count = len(truth)
    return Readings(
        np.arange(count, dtype=np.float64),
        np.linspace(0, 1, count),
        tuple(labels),
        np.array(truth, np.float32),
        0,
    )


def test_uncertain_is_not_positive() -> None:
    figures = measure(readings([N, U, U, P], [0, 0, 1, 1]))
    assert (figures["accuracy"], figures["sensitivity"], figures["specificity"]) == (0.75, 0.5, 1)
    assert (figures["uncertain"], figures["pneumonia_called_negative"]) == (2, 0)


@pytest.mark.parametrize("target", [0, 1])
def test_a_film_refused_by_mistake_counts_as_wrong(target: int) -> None:
    sound = measure(readings([N, P, P if target else N], [0, 1, target]))
    spoilt = measure(readings([N, P, None], [0, 1, target]))
    assert sound["accuracy"] == 1
    assert spoilt["accuracy"] == pytest.approx(2 / 3)
    assert spoilt["refused"] == 1


def test_support_counts_every_film() -> None:
    figures = measure(readings([N, None, P, P], [0, 0, 1, 1]))
    classes = figures["classes"]
    assert isinstance(classes, dict)
    assert (classes["normal"]["support"], classes["pneumonia"]["support"]) == (2, 2)
