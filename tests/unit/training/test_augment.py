"""Variation changes how a film looks, and moves its mask with it."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from training.augment import Augment


def films(count: int = 4) -> npt.NDArray[np.float32]:
    return np.tile(np.linspace(0, 255, 32, dtype=np.float32), (count, 32, 1))[..., None]


def test_outside_training_films_stay_as_they_are() -> None:
    film, mask = Augment(seed=1)([films(), films() / 255], training=False)
    assert np.array_equal(film, films())
    assert np.array_equal(mask, films() / 255)


def test_in_training_every_film_is_varied_on_its_own() -> None:
    varied, _ = Augment(seed=1)([films(), films() / 255], training=True)
    varied = np.asarray(varied)
    assert varied.shape == films().shape
    assert (varied.min(), varied.max()) >= (0, 0)
    assert varied.max() <= 255
    assert all(np.abs(a - b).mean() > 1 for a, b in pairwise(varied))


def test_the_mask_goes_where_the_film_goes() -> None:
    box = np.zeros((64, 64, 64, 1), np.float32)
    box[:, 20:44, 8:24] = 1
    varied, mask = (np.asarray(part) for part in Augment(seed=2)([200 * box, box], training=True))
    inside, outside = (mask > 0.9), (mask < 0.1)
    brighter = [film[i].mean() > film[o].mean() for film, i, o in zip(varied, inside, outside, strict=True)]
    assert np.mean(brighter) > 0.95
    centres = [np.argwhere(film[..., 0] > 0.5).mean(axis=0) for film in mask]
    assert np.ptp(centres, axis=0).min() > 3


def test_some_films_keep_their_edges() -> None:
    whole = np.ones((128, 32, 32, 1), np.float32)
    _, mask = Augment(seed=3)([255 * whole, whole], training=True)
    kept = np.asarray(mask).min(axis=(1, 2, 3)) > 0.99
    assert 0.1 < kept.mean() < 0.5


def test_many_films_are_cropped_as_if_framed_closer() -> None:
    half = np.zeros((128, 32, 32, 1), np.float32)
    half[:, 8:24, 8:24] = 1
    _, mask = Augment.from_config(Augment(seed=3).get_config())([255 * half, half], training=True)
    shares = np.asarray(mask).mean(axis=(1, 2, 3))
    assert 0.3 < (shares > 0.25 * 1.22**2).mean() < 0.6, "larger than scaling alone makes them"
    assert shares.max() < 0.25 * (1.5 * 1.22) ** 2


def test_no_edge_of_a_film_is_cropped_away_more_often_than_the_one_opposite() -> None:
    edges = np.zeros((512, 32, 32, 1), np.float32)
    edges[:, :8], edges[:, 24:], edges[:, :, :8], edges[:, :, 24:] = 1, 1, 1, 1
    _, mask = Augment(seed=4)([255 * edges, edges], training=True)
    mask = np.asarray(mask)[..., 0]
    for profile in (mask.mean(axis=2), mask.mean(axis=1)):
        first, second = profile[:, :16].mean(axis=1), profile[:, 16:].mean(axis=1)
        assert first.mean() == pytest.approx(second.mean(), rel=0.05)
        assert np.std(first - second) > 0.05, "single films are cropped off their middle"
