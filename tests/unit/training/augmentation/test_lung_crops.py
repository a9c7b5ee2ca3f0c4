"""Crops show both lungs as the network may meet them: moved, turned and mirrored, film and mask alike."""

import numpy as np
import pytest

from cxr.inference.components import components
from tests.support.training.chests import PROBABILITIES, SIDE, crop, lung_pixels
from training.augmentation.lung_crops import NARROWER, WIDER, Crop, crop_lungs, with_inexact_mask
from training.data.arrays import Pixels

LEFT = slice(24)


def crops(film: Pixels, count: int, side: int = SIDE) -> list[Crop]:
    random = np.random.default_rng(3)
    return [crop_lungs(film, PROBABILITIES, side, random) for _ in range(count)]


def white_lungs() -> Pixels:
    return np.where(lung_pixels(), np.uint8(255), np.uint8(0))


def test_a_crop_contains_both_lungs() -> None:
    for made in crops(white_lungs(), 60, side=160):
        one, other = (np.count_nonzero(part) for part in components(made.inside))
        assert other > 0.8 * one, "they have the same size, so none is cut off"
        assert 0.3 < made.inside.mean() < 0.65


def test_the_mask_of_a_crop_is_where_its_lungs_are() -> None:
    agreement = []
    for made in crops(white_lungs(), 60, side=160):
        lungs = made.film.reshape(len(made.inside), 4, -1, 4).mean((1, 3)) > 127
        agreement.append((lungs == made.inside).mean())
    assert min(agreement) > 0.93, "a border may be off by a place"
    assert np.mean(agreement) > 0.98


def test_half_of_the_crops_are_mirrored() -> None:
    film = np.where(lung_pixels(LEFT), np.uint8(255), np.uint8(0))
    on_the_right = [
        made.film[:, SIDE // 2 :].mean() > made.film[:, : SIDE // 2].mean() for made in crops(film, 400)
    ]
    assert np.mean(on_the_right) == pytest.approx(0.5, abs=0.08)


def test_crops_differ_in_place_extent_and_rotation() -> None:
    made = [components(one.inside) for one in crops(white_lungs(), 60)]
    centres = np.array([np.argwhere(np.logical_or(*lungs)).mean(axis=0) for lungs in made])
    assert np.ptp(centres, axis=0).min() > 0.5
    extents = np.array([np.ptp(np.argwhere(np.logical_or(*lungs)), axis=0) for lungs in made])
    assert np.ptp(extents, axis=0).min() >= 2
    heights = [np.subtract(*(np.argwhere(lung).mean(axis=0)[0] for lung in lungs)) for lungs in made]
    assert np.ptp(heights) > 1, "one lung is higher than the other"


def test_the_random_numbers_alone_determine_a_crop() -> None:
    film = np.random.default_rng(1).integers(0, 256, (224, 224), np.uint8)
    (one, other), again = crops(film, 2), crops(film, 2)
    assert np.array_equal(one.film, again[0].film)
    assert np.array_equal(one.inside, again[0].inside)
    assert not np.array_equal(one.film, other.film)


def test_a_film_without_lungs_is_taken_whole() -> None:
    film = np.tile(np.linspace(0, 255, 224).astype(np.uint8), (224, 1))
    made = crop_lungs(film, np.zeros_like(PROBABILITIES), SIDE, np.random.default_rng(2))
    assert not made.inside.any()
    assert np.ptp(made.film) > 180


def test_a_small_crop_is_as_smooth_as_the_served_film() -> None:
    film = np.random.default_rng(1).integers(0, 256, (224, 224), np.uint8)
    contrast = [made.film.std() for made in crops(film, 20, side=32)]
    assert np.median(contrast) < 0.3 * film.std(), "one pixel stands for many of the film"


def test_some_masks_are_inexact_and_the_film_stays() -> None:
    exact, random = crop(0, 256), np.random.default_rng(5)
    made = [with_inexact_mask(exact, random) for _ in range(600)]
    sizes = np.array([np.count_nonzero(one.inside) for one in made])
    known = np.count_nonzero(exact.inside)
    assert (sizes > known).mean() == pytest.approx(WIDER, abs=0.05)
    assert (sizes < known).mean() == pytest.approx(NARROWER, abs=0.05)
    assert all(one.film is exact.film for one in made)
