"""The checks of heatmaps find good ones, and each kind of poor one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cxr.inference.classifier import Classifier
from tests.support.training.brightness import CARD, CELL, film, network, opacity_mask, radiograph
from training.evaluation.heatmap_checks import (
    HIDDEN,
    SIDE,
    energy_inside,
    hide,
    measure_heatmaps,
    strongest_area,
)
from training.evaluation.predictions import LabelledPredictions, Predictions, predict

OPACITIES = [film(high=bool(i % 2)) for i in range(12)]
FILMS = [radiograph(image) for image in OPACITIES]
MASKS = np.stack([opacity_mask(bool(i % 2), SIDE) for i in range(12)])


def bright(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    return network(film)


def beside(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Return the logits of ``bright``, and a map beside the opacity."""
    outputs = network(film)
    return {**outputs, "activation_map": outputs["activation_map"][:, :, ::-1]}


def measured(
    model: Callable[..., dict[str, npt.NDArray[np.float32]]], masks: np.ndarray = MASKS
) -> dict[str, Any]:
    classifier = Classifier(CARD, model)
    predictions: Predictions = predict(classifier, FILMS)
    judgements = [classifier.classify(one) for one in FILMS]
    labelled = LabelledPredictions(
        predictions.probabilities,
        predictions.labels,
        predictions.in_population,
        np.array([judgement.logit for judgement in judgements]),
        np.ones(len(FILMS), np.float32),
        np.stack([judgement.activation_map for judgement in judgements]),
        tuple(f"p{i // 2}" for i in range(len(FILMS))),
        ("pneumonia",) * len(FILMS),
    )
    figures: dict[str, Any] = measure_heatmaps(classifier, FILMS, labelled, lambda pixels: masks)
    return figures


@pytest.mark.parametrize("share", [0.1, 0.3, 0.8])
def test_energy_of_a_uniform_map_is_the_share_of_the_mask(share: float) -> None:
    masks = np.zeros((2, 100, 100), np.float32)
    masks[:, : round(100 * share)] = 1
    assert energy_inside(np.full((2, 7, 7), 3, np.float32), masks) == pytest.approx(share)


def test_energy_inside_is_one_within_the_mask_and_zero_beside_it() -> None:
    maps = np.zeros((2, 8, 8), np.float32)
    maps[0, 1:3, 1:3] = maps[1, 5:7, 5:7] = 4
    masks = np.zeros((2, 64, 64), np.float32)
    masks[:, :32, :32] = 1
    assert energy_inside(maps, masks) == pytest.approx([1, 0], abs=1e-3)


def test_negative_activation_counts_as_no_energy() -> None:
    maps = np.full((2, 8, 8), -5, np.float32)
    maps[0, 0, 0] = 1
    masks = np.zeros((2, 64, 64), np.float32)
    masks[:, :32, :32] = 1
    inside = energy_inside(maps, masks)
    assert inside[0] == pytest.approx(1)
    assert np.isnan(inside[1]), "a map without energy has no share"


def test_heatmap_on_the_opacity_has_good_figures() -> None:
    figures = measured(bright)
    assert figures["films"] == 12
    assert figures["lung_energy"] > 0.95
    assert figures["lung_energy_of_uniform"] == pytest.approx(MASKS.mean())
    assert figures["lift"] == pytest.approx(figures["lung_energy"] / MASKS.mean())
    assert figures["fall_strongest"] > figures["fall_random"]
    assert figures["strongest_falls_more"] > 0.8
    assert figures["follows_mirror"] == 1
    low, high = figures["intervals"]["fall_random"]
    assert low <= figures["fall_random"] <= high


def test_heatmap_beside_the_opacity_has_poor_figures() -> None:
    figures = measured(beside)
    assert figures["lung_energy"] < 0.05
    assert figures["lift"] < 0.2
    assert figures["fall_strongest"] < 0.2
    assert figures["strongest_falls_more"] < 0.5


def test_heatmap_that_ignores_mirroring_is_detected() -> None:
    def left(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        outputs = network(film)
        left_half = np.zeros_like(outputs["activation_map"])
        left_half[:, :, : left_half.shape[2] // 2] = 1
        return {**outputs, "activation_map": left_half}

    assert measured(left)["follows_mirror"] == 0


def test_empty_masks_have_no_lift() -> None:
    assert measured(bright, np.zeros_like(MASKS))["lift"] is None


def test_no_film_labelled_positive_means_no_figures() -> None:
    nothing = np.zeros(1)
    labelled = LabelledPredictions(
        nothing, (None,), (None,), nothing, np.ones(1, np.float32),
        np.zeros((1, CELL, CELL), np.float32), ("a",), ("pneumonia",),
    )  # fmt: skip
    assert measure_heatmaps(Classifier(CARD, bright), FILMS[:1], labelled, None) == {"films": 0}


def test_hidden_fifth_is_where_the_map_is_highest() -> None:
    ramp = np.repeat(np.arange(8, dtype=np.float32)[:, None], 8, axis=1)
    where = strongest_area(ramp)
    assert where.mean() == pytest.approx(HIDDEN, abs=0.001)
    assert where[-SIDE // 10 :].all()
    assert not where[: SIDE // 2].any()


def test_hiding_removes_the_opacity_and_keeps_the_rest() -> None:
    before = np.asarray(OPACITIES[0], int)
    where = np.zeros((SIDE, SIDE), bool)
    where[SIDE // 2 - 10 : 3 * SIDE // 4 + 10, SIDE // 8 - 10 : 3 * SIDE // 8 + 10] = True
    after = np.asarray(hide(FILMS[0], where).image, int)
    assert (after < 180).all()
    assert (after[:, 40:] == before[:, 40:]).all()
