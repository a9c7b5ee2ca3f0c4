"""A film with other greys still shows the same chest."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from training.augmentation.greys import vary_greys
from training.augmentation.overlays import draw_overlays
from training.data.arrays import Pixels

SIDE = 64


@pytest.fixture
def film() -> Pixels:
    """A film with large shapes and fine noise."""
    random = np.random.default_rng(1)
    large = Image.fromarray(random.integers(40, 200, (6, 6), np.uint8)).resize((SIDE, SIDE))
    return np.asarray(np.asarray(large) + random.integers(0, 40, (SIDE, SIDE), np.uint8), np.uint8)


def varied(film: Pixels, count: int, seed: int = 2) -> list[Pixels]:
    random = np.random.default_rng(seed)
    return [vary_greys(film, random) for _ in range(count)]


def sharpness(film: Pixels) -> float:
    """Return how much neighbouring pixels differ, relative to the contrast."""
    values = film.astype(np.float64)
    return float(np.abs(np.diff(values)).mean() / values.std())


def test_varied_films_keep_their_large_shapes(film: Pixels) -> None:
    shapes = [
        np.asarray(Image.fromarray(one).filter(ImageFilter.GaussianBlur(4))).ravel()
        for one in (film, *varied(film, 60))
    ]
    alike = [np.corrcoef(shapes[0], other)[0, 1] for other in shapes[1:]]
    assert np.quantile(alike, 0.1) > 0.6
    assert np.median(alike) > 0.9


def test_varied_films_differ_in_brightness_and_in_sharpness(film: Pixels) -> None:
    made = varied(film, 60)
    assert len({one.tobytes() for one in made}) == 60
    assert np.std([one.mean() for one in made]) > 10
    sharp = [sharpness(one) for one in made]
    assert min(sharp) < 0.7 * sharpness(film), "some are blurred"
    assert max(sharp) > 1.1 * sharpness(film), "some are sharpened, or have noise"


def test_levels_stay_in_range_and_do_not_wrap_around() -> None:
    film = np.tile(np.repeat([0, 255], SIDE // 2).astype(np.uint8), (SIDE, 1))
    for one in varied(film, 40):
        assert one.dtype == np.uint8
        assert one.shape == film.shape
        assert one[:, 40:].mean() > one[:, :24].mean() + 60


def test_the_random_numbers_alone_determine_the_greys(film: Pixels) -> None:
    before = film.copy()
    assert all(map(np.array_equal, varied(film, 5), varied(film, 5)))
    assert not all(map(np.array_equal, varied(film, 5), varied(film, 5, seed=3)))
    assert np.array_equal(film, before), "the given film stays as it is"


def test_overlays_cover_some_of_a_film_and_not_most_of_it() -> None:
    film, random = Image.new("L", (SIDE, SIDE), 100), np.random.default_rng(4)
    covered = [np.mean(np.asarray(draw_overlays(film, random)) != 100) for _ in range(200)]
    assert 0.03 < np.median(covered) < 0.3
    assert np.mean(np.greater(covered, 0)) > 0.95
    assert np.asarray(film).min() == np.asarray(film).max() == 100, "they are drawn on a copy"


def test_overlays_have_any_grey_level() -> None:
    film, random = Image.new("L", (SIDE, SIDE), 100), np.random.default_rng(4)
    levels = set[int]()
    for _ in range(100):
        levels |= set(np.unique(np.asarray(draw_overlays(film, random))).tolist())
    assert {0, 255} < levels
    assert len(levels) > 40
