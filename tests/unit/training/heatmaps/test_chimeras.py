"""Half an ill and half a normal film: the side of the evidence is known."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.inference.screening import Network
from cxr.study import Label
from tests.support.training.brightness import (
    CELLS,
    CLEAR,
    FOUND,
    as_map,
    classifier,
    film,
    radiograph,
    stripes,
)
from tests.support.training.labelled import predictions_of, with_labels
from training.heatmaps.chimeras import chimera, energy_on, measure_chimeras, pair_films

P, N = Label.POSITIVE, Label.NEGATIVE


def both_lungs() -> Image.Image:
    """Return a film with stripes in both lungs."""
    left, right = np.asarray(film()), np.asarray(film(right=True))
    return Image.fromarray(np.hstack([left[:, :112], right[:, 112:]]))


def one_sided(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Find the stripes of the left half of the picture alone."""
    found = stripes(film)
    found[:, CELLS // 2 :] = False
    return as_map(np.where(found, FOUND, CLEAR))


def beside(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Find stripes, and put the evidence on the other side."""
    return as_map(np.where(stripes(film)[:, ::-1], FOUND, CLEAR))


def leaning(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Find stripes, and put evidence on the left for those on the right, too."""
    found = stripes(film)
    found[:, : CELLS // 2] |= found[:, : CELLS // 2 - 1 : -1]
    return as_map(np.where(found, FOUND, CLEAR))


def measured(ill: list[Image.Image], finding: Network | None = None) -> dict[str, Any]:
    model = classifier(finding) if finding else classifier()
    images = [*ill, *[film(opacity=False)] * len(ill)]
    predictions = predictions_of(model, images, [1] * len(ill) + [0] * len(ill))
    figures: dict[str, Any] = measure_chimeras(model, [radiograph(one) for one in images], predictions)
    return figures


def test_model_that_points_at_the_disease_is_alike_on_both_sides() -> None:
    figures = measured([both_lungs()] * 4)
    assert figures["pairs"] == 4
    assert (figures["positive_left"], figures["positive_right"], figures["positive_gap"]) == (1, 1, 0)
    assert (figures["energy_left"], figures["energy_right"], figures["energy_worse"]) == (1, 1, 1)
    assert figures["intervals"]["energy_worse"] == [1, 1]


def test_model_that_reads_one_side_is_detected() -> None:
    figures = measured([both_lungs()] * 4, one_sided)
    assert (figures["positive_left"], figures["positive_right"], figures["positive_gap"]) == (1, 0, 1)
    assert (figures["mirrored_positive_left"], figures["mirrored_positive_right"]) == (1, 0), (
        "the difference stays on the side of the picture"
    )
    assert figures["energy_right"] is None, "there is no energy"
    assert figures["energy_worse"] is None


def test_disease_of_one_lung_changes_sides_when_mirrored() -> None:
    figures = measured([film()] * 4)
    assert (figures["positive_left"], figures["positive_right"]) == (1, 0)
    assert (figures["mirrored_positive_left"], figures["mirrored_positive_right"]) == (0, 1)


def test_evidence_on_the_normal_half_is_detected() -> None:
    figures = measured([both_lungs()] * 4, beside)
    assert figures["positive_gap"] == 0
    assert figures["energy_worse"] == 0


def test_worse_side_is_that_with_less_energy_on_the_ill_half() -> None:
    figures = measured([both_lungs()] * 4, leaning)
    assert figures["energy_left"] == 1
    assert figures["energy_worse"] == figures["energy_right"] == pytest.approx(0.5, abs=0.05)


def test_pairs_have_an_ill_film_labelled_positive_and_a_normal_film_once() -> None:
    labels, truth = [P, P, N, None, P, N, P], [1, 1, 1, 1, 0, 0, 0]
    pairs = pair_films(with_labels(labels, truth))
    assert {ill for ill, _ in pairs} == {0, 1}
    assert len({normal for _, normal in pairs} & {4, 5, 6}) == 2


def test_no_pair_means_no_figures() -> None:
    ill = predictions_of(classifier(), [film()], [1])
    assert measure_chimeras(classifier(), [radiograph(film())], ill) == {"pairs": 0}


@pytest.mark.parametrize("mirrored", [False, True])
def test_chimera_has_the_ill_half_on_its_side(mirrored: bool) -> None:
    columns = np.arange(224, dtype=np.uint8)
    ill, normal = np.tile(columns, (224, 1)), np.full((224, 224), 255, np.uint8)
    left, right = (chimera(ill, normal, side, mirrored=mirrored)[0] for side in ("left", "right"))
    assert (left[112:] == 255).all()
    assert (right[:112] == 255).all()
    of_patient = columns[::-1] if mirrored else columns
    assert (left[:112] == of_patient[:112]).all()
    assert (right[112:] == of_patient[112:]).all()


def test_energy_counts_the_positive_part_alone() -> None:
    maps = np.full((2, 4, 4), -9, np.float32)
    maps[0, 0, 0], maps[0, 1, 3] = 3, 1
    assert energy_on(maps, "left")[0] == pytest.approx(0.75)
    assert energy_on(maps, "right")[0] == pytest.approx(0.25)
    assert np.isnan(energy_on(maps, "left")[1])
