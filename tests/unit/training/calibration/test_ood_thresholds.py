"""Thresholds of the limits lie where they cost few chest films, and well clear of foreign pictures."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.radiograph import Radiograph
from training.calibration.ood_thresholds import FLAGGED_BY_MISTAKE, REFUSED_BY_MISTAKE, choose_screening

SIZE = 32


def network(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Recognition and population are the film's grey."""
    grey = film.mean(dtype=np.float32).reshape(1, 1)
    return {"recognition": grey, "population": grey}


def pictures(greys: Sequence[int]) -> list[Radiograph]:
    return [Radiograph(Image.new("L", (SIZE, SIZE), grey), SIZE, SIZE) for grey in greys]


CHEST = pictures([100, *range(150, 250)])


def test_between_chests_and_other_pictures_the_threshold_keeps_clear_of_both() -> None:
    screening = choose_screening(network, SIZE, [CHEST], pictures([140, 160]), pictures([10, 20]))
    assert 30 < screening.recognized_from < 90


def test_where_they_overlap_chest_films_are_not_refused_for_it() -> None:
    screening = choose_screening(network, SIZE, [CHEST], pictures([200, 210]), pictures([10, 220]))
    refused = np.mean([np.asarray(film.image).mean() < screening.recognized_from for film in CHEST])
    assert refused <= 2 * REFUSED_BY_MISTAKE


def test_few_films_to_choose_by_are_flagged() -> None:
    screening = choose_screening(network, SIZE, [CHEST], pictures([140]), pictures([10]))
    greys = [float(np.asarray(film.image).mean()) for film in CHEST]
    assert screening.in_population_from == pytest.approx(np.quantile(greys, FLAGGED_BY_MISTAKE))


def test_of_varied_films_no_more_are_flagged_or_refused_than_of_films_as_they_are() -> None:
    darker = pictures([80, *range(130, 230)])
    for choose in ([CHEST, darker], [darker, CHEST]):
        screening = choose_screening(network, SIZE, choose, pictures([240]), pictures([200]))
        assert screening == choose_screening(network, SIZE, [darker], pictures([240]), pictures([200]))
