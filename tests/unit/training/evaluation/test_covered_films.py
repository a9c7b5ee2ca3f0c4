"""Films of which a part is covered: they show whether a model reads the lungs."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cxr.inference.classifier import Classifier
from tests.support.training.brightness import (
    classifier,
    film,
    lungs,
    radiograph,
    screening,
)
from tests.support.training.labelled import predictions_of
from training.evaluation.covered_films import WIDENED, hull_of, measure_covered

IMAGES = [film(opacity=bool(i % 2), high=bool(i // 2 % 2), right=i == 3) for i in range(8)]
TRUTH = [i % 2 for i in range(8)]


def measured(model: Classifier) -> dict[str, Any]:
    films = [radiograph(image) for image in IMAGES]
    figures: dict[str, Any] = measure_covered(model, films, predictions_of(model, IMAGES, TRUTH))
    return figures


def test_model_that_reads_the_lungs_knows_nothing_without_them() -> None:
    figures = measured(classifier())
    assert figures["films"] == 8
    assert (figures["as_they_are"]["auc"], figures["as_they_are"]["positive_ill"]) == (1, 1)
    assert figures["as_they_are"]["positive_normal"] == 0
    assert figures["lungs_grey"]["auc"] == 0.5
    assert figures["lungs_grey"]["positive_ill"] == 0
    assert figures["outside_black"]["auc"] == 1
    low, high = figures["as_they_are"]["intervals"]["positive_ill"]
    assert low == high == 1


def test_model_that_refuses_half_films_gives_them_no_label_but_has_an_auc() -> None:
    black = measured(classifier())["lower_half_black"]
    assert (black["refused"], black["positive_ill"]) == (1, 0), "the foot is not bright"
    assert black["auc"] == 0.75, "two of four opacities are in the upper half"


def test_model_that_accepts_half_films_is_detected() -> None:
    def accepts(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        return {**screening(film), "picture": np.array([[9, 0, 0, 0, 0, 0]], np.float32)}

    black = measured(classifier(screen=accepts))["lower_half_black"]
    assert (black["refused"], black["flagged"], black["positive_ill"]) == (0, 0, 0.5)


def test_flagged_film_does_not_count_as_positive() -> None:
    def flags(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        return {**screening(film), "population": np.array([[-1]], np.float32)}

    figures = measured(classifier(screen=flags))["as_they_are"]
    assert (figures["flagged"], figures["positive_ill"], figures["auc"]) == (1, 0, 1)


def test_hull_covers_the_lungs_and_their_gap_and_a_margin() -> None:
    mask = np.asarray(hull_of(lungs())) > 0
    margin = round(WIDENED * 224)
    top, bottom, left, right = 6 * 7 - margin, 26 * 7 + margin, 4 * 7 - margin, 28 * 7 + margin
    assert mask[top + 1 : bottom, left + 1 : right].all()
    assert not mask[: top - 1].any()
    assert not mask[:, right + 2 :].any()


@pytest.mark.parametrize("places", [[(3, 3)], [(3, 3), (4, 4), (5, 5)]])
def test_hull_of_few_places_has_an_area(places: list[tuple[int, int]]) -> None:
    few = np.zeros((32, 32), bool)
    few[tuple(np.transpose(places))] = True
    assert np.asarray(hull_of(few)).mean() > 0
    assert np.asarray(hull_of(few))[3 * 7 + 3, 3 * 7 + 3] == 255
