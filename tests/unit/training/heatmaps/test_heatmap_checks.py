"""The checks of heatmaps find good ones, and each kind of poor one."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cxr.inference.screening import Network
from tests.support.training.brightness import (
    CELLS,
    CLEAR,
    FOUND,
    as_map,
    classifier,
    film,
    network,
    radiograph,
    stripes,
)
from tests.support.training.labelled import empty, predictions_of
from training.heatmaps.heatmap_checks import measure_heatmaps

OPACITIES = [film(high=bool(i % 2), right=bool(i // 2 % 2)) for i in range(12)]
FILMS = [radiograph(image) for image in OPACITIES]


def parked(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Find stripes anywhere, and put the evidence into one and the same place."""
    cells = np.full((CELLS, CELLS), CLEAR)
    cells[4, 1] = FOUND if stripes(film).any() else CLEAR
    return as_map(cells)


def measured(finding: Network) -> dict[str, Any]:
    model = classifier(finding)
    figures: dict[str, Any] = measure_heatmaps(model, FILMS, predictions_of(model, OPACITIES, [1] * 12))
    return figures


def test_heatmap_on_the_opacity_has_good_figures() -> None:
    figures = measured(network)
    assert figures["films"] == 12
    assert figures["peak_cell"] == 0.25, "three films of twelve have the opacity at one place"
    assert (figures["peak_left"], figures["peak_side"]) == (0.5, 0.5)
    assert figures["fall_strongest"] > 10 > figures["fall_random"]
    assert figures["strongest_falls_more"] > 0.8
    assert figures["follows_mirror"] == 1
    low, high = figures["intervals"]["fall_random"]
    assert low <= figures["fall_random"] <= high


def test_heatmap_that_stays_in_one_place_has_poor_figures() -> None:
    figures = measured(parked)
    assert (figures["films"], figures["peak_cell"], figures["peak_side"]) == (12, 1, 1)
    assert figures["peak_left"] == 1
    assert figures["strongest_falls_more"] < 0.6
    assert figures["follows_mirror"] == 0


def test_only_films_that_are_ill_and_labelled_so_are_checked() -> None:
    model = classifier()
    images = [film(), film(opacity=False), film(right=True)]
    films = [radiograph(image) for image in images]
    assert measure_heatmaps(model, films, predictions_of(model, images, [1, 1, 0]))["films"] == 1


def test_no_film_labelled_positive_means_no_figures() -> None:
    assert measure_heatmaps(classifier(), FILMS[:1], empty(1)) == {"films": 0}
