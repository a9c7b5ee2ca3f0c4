"""The overlay and the regions say what the activation map says."""

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.inference.heatmap import find_regions, render


def alpha(
    activation_map: npt.NDArray[np.float32], width: int = 800, height: int = 600
) -> npt.NDArray[np.uint8]:
    overlay = Image.open(io.BytesIO(render(activation_map, width, height)))
    return np.asarray(overlay.convert("RGBA"))[:, :, 3]


def one_spot(row: int, column: int, value: float = 20) -> npt.NDArray[np.float32]:
    activation_map = np.full((4, 4), -2, np.float32)
    activation_map[row, column] = value
    return activation_map


def test_the_overlay_has_the_films_aspect_ratio() -> None:
    assert alpha(one_spot(0, 0)).shape == (384, 512)


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 3), (2, 1), (3, 3)])
def test_the_overlay_is_strongest_where_the_model_looked(row: int, column: int) -> None:
    shown = alpha(one_spot(row, column), 400, 400)
    y, x = np.unravel_index(int(shown.argmax()), shown.shape)
    assert (int(y) // 128, int(x) // 128) == (row, column)


def test_a_film_without_activation_gets_an_empty_overlay() -> None:
    assert alpha(np.full((4, 4), -3, np.float32)).max() == 0


def test_weak_activation_is_not_stretched_to_full_strength() -> None:
    assert alpha(one_spot(1, 1, 1)).max() < alpha(one_spot(1, 1, 20)).max() / 3


def test_the_strongest_place_stands_out_on_a_film_that_is_all_finding() -> None:
    shown = alpha(one_spot(0, 0, 60) + 14, 400, 400)
    assert shown[:40, :40].mean() > 2.5 * shown[300:, 300:].mean() > 0


def test_a_region_stands_where_the_spot_is() -> None:
    (region,) = find_regions(one_spot(2, 1))
    assert (region.x, region.y, region.width, region.height) == (0.25, 0.5, 0.25, 0.25)
    assert region.weight == 1


def test_two_spots_are_two_regions_strongest_first() -> None:
    activation_map = one_spot(0, 0, 12)
    activation_map[3, 3] = 16
    first, second = find_regions(activation_map)
    assert (first.x, second.x) == (0.75, 0)
    assert first.weight + second.weight == pytest.approx(1)


def test_touching_cells_are_one_region() -> None:
    activation_map = one_spot(1, 1)
    activation_map[1, 2] = activation_map[2, 2] = 19
    (region,) = find_regions(activation_map)
    assert (region.width, region.height) == (0.5, 0.5)


def test_nothing_is_pointed_at_where_nothing_speaks_for_pneumonia() -> None:
    assert find_regions(np.full((4, 4), 0.2, np.float32)) == ()
