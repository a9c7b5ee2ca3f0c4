"""A view shows the same part of a film and of its mask, whatever their sizes."""

import numpy as np
import pytest
from PIL import Image

from training.augmentation.views import look_at, rotation

MIDDLE = np.full(2, 0.5)


def corner(width: int, height: int) -> Image.Image:
    """Return a picture whose upper left quarter is white."""
    pixels = np.zeros((height, width), np.uint8)
    pixels[: height // 2, : width // 2] = 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("size", [(80, 80), (120, 60)])
def test_whole_view_is_the_picture_squashed(size: tuple[int, int]) -> None:
    seen = np.asarray(look_at(corner(*size), np.eye(2), MIDDLE, 40))
    assert np.array_equal(seen > 127, np.asarray(corner(40, 40)) > 127)


def test_mirrored_view_shows_the_other_side() -> None:
    seen = np.asarray(look_at(corner(40, 40), np.diag([-1.0, 1.0]), MIDDLE, 40))
    assert np.array_equal(seen[:, ::-1], np.asarray(corner(40, 40)))


def test_what_lies_beyond_the_picture_has_the_given_level() -> None:
    seen = np.asarray(look_at(Image.new("L", (60, 60), 255), 2 * np.eye(2), MIDDLE, 60, beyond=9))
    assert np.mean(seen == 255) == pytest.approx(1 / 4, abs=0.02)
    assert {*seen.ravel().tolist()} <= {9, 255}


def test_film_and_smaller_mask_move_alike() -> None:
    for angle in np.linspace(-0.6, 0.6, 9):
        view, centre = rotation(angle) @ np.diag([0.8, 1.1]), np.array([0.45, 0.55])
        film = look_at(corner(200, 300), view, centre, 60).resize((30, 30), Image.Resampling.BOX)
        mask = look_at(corner(50, 50), view, centre, 30)
        assert ((np.asarray(film) > 127) ^ (np.asarray(mask) > 127)).mean() < 0.05, angle
