"""OOD thresholds refuse few chest films, and keep a distance from non-chest images."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.imaging.reader import Radiograph
from training.calibration.ood_thresholds import FLAGGED_BY_MISTAKE, REFUSED_BY_MISTAKE, choose_ood_thresholds

SIZE = 32


def network(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Return the mean grey level as both logits."""
    grey = film.mean(dtype=np.float32).reshape(1, 1)
    return {"recognition": grey, "population": grey}


def images(greys: Sequence[int]) -> list[Radiograph]:
    return [Radiograph(Image.new("L", (SIZE, SIZE), grey), SIZE, SIZE) for grey in greys]


CHEST = images([100, *range(150, 250)])


def test_recognition_threshold_keeps_distance_from_both_classes() -> None:
    thresholds = choose_ood_thresholds(network, SIZE, [CHEST], images([140, 160]), images([10, 20]))
    assert 30 < thresholds.recognized_from < 90


def test_overlap_with_non_chest_images_refuses_no_more_chest_films() -> None:
    thresholds = choose_ood_thresholds(network, SIZE, [CHEST], images([200, 210]), images([10, 220]))
    refused = np.mean([np.asarray(film.image).mean() < thresholds.recognized_from for film in CHEST])
    assert refused <= 2 * REFUSED_BY_MISTAKE


def test_few_validation_films_are_flagged() -> None:
    thresholds = choose_ood_thresholds(network, SIZE, [CHEST], images([140]), images([10]))
    greys = [float(np.asarray(film.image).mean()) for film in CHEST]
    assert thresholds.in_population_from == pytest.approx(np.quantile(greys, FLAGGED_BY_MISTAKE))


def test_augmented_copies_are_refused_and_flagged_no_more_than_films() -> None:
    darker = images([80, *range(130, 230)])
    for validation in ([CHEST, darker], [darker, CHEST]):
        thresholds = choose_ood_thresholds(network, SIZE, validation, images([240]), images([200]))
        assert thresholds == choose_ood_thresholds(network, SIZE, [darker], images([240]), images([200]))
