"""Variation changes how a film looks, and moves its mask with it."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.metrics import roc_auc_score

from training.augmentation.augment import DOWN, HIGH, TYPICAL_FRAME, Augment, lung_frame


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


def noise(side: int) -> npt.NDArray[np.float32]:
    """What variation lays over 32 films of one grey, but for slopes and offsets."""
    grey = np.full((32, side, side, 1), 128, np.float32)
    varied = np.asarray(Augment(seed=4, own_framing=1)([grey, grey / 255], training=True)[0])[..., 0]
    rest = varied - varied.mean(axis=1, keepdims=True)
    return np.asarray(rest - rest.mean(axis=2, keepdims=True))


@pytest.mark.parametrize("side", [128, 224])
def test_noise_is_coarser_than_grain_on_films_of_any_size(side: int) -> None:
    step = side // 75
    alike = [np.corrcoef(film[:, step:].ravel(), film[:, :-step].ravel())[0, 1] for film in noise(side)]
    assert np.quantile(alike, 0.25) > 0.1, "of half of the films a box is covered, which is alike by itself"


def test_noise_is_as_strong_at_the_rim_as_within() -> None:
    films = noise(128)
    rim, within = films[:, 1], films[:, 8:-8]
    assert np.median(rim.std(axis=1)) == pytest.approx(np.median(within.std(axis=2)), rel=0.1)


def test_noise_has_the_strength_in_levels_that_it_is_said_to_have() -> None:
    noisy = np.asarray(Augment(seed=6)._noise(np.zeros((512, 112, 112, 1), np.float32)))
    grain, texture = 12**2 / 3, 10**2 / 3
    assert noisy.var(axis=(1, 2, 3)).mean() == pytest.approx(grain + 2 * texture, rel=0.1)
    assert noisy.std(axis=(1, 2, 3)).max() < math.hypot(12, 10, 10) + 1


def test_the_mask_goes_where_the_film_goes() -> None:
    box = np.zeros((64, 64, 64, 1), np.float32)
    box[:, 20:44, 8:24] = 1
    varied, mask = (np.asarray(part) for part in Augment(seed=2)([200 * box, box], training=True))
    inside, outside = (mask > 0.9), (mask < 0.1)
    brighter = [film[i].mean() > film[o].mean() for film, i, o in zip(varied, inside, outside, strict=True)]
    assert np.mean(brighter) > 0.95
    centres = [np.argwhere(film[..., 0] > 0.5).mean(axis=0) for film in mask]
    assert np.ptp(centres, axis=0).min() > 3


def lungs(count: int, centre: tuple[float, float], half: tuple[float, float]) -> npt.NDArray[np.float32]:
    """Masks of one box: its centre and half its extent, down and across, in shares of a side."""
    place = np.linspace(0, 1, 64, dtype=np.float32)
    inside = [abs(place - at) < reach for at, reach in zip(centre, half, strict=True)]
    box = (inside[0][:, None] & inside[1][None, :]).astype(np.float32)
    return np.tile(box[..., None], (count, 1, 1, 1))


CLOSE, LOOSE = ((0.5, 0.48), (0.36, 0.38)), ((0.55, 0.49), (0.26, 0.44))
"""Lungs of a film that is framed closely and is tall, and of one that is framed loosely and is wide."""


@pytest.mark.parametrize("share", [0, 0.25, 1])
def test_as_many_films_keep_their_framing_as_asked_for_and_half_of_them_are_mirrored(share: float) -> None:
    mask = lungs(768, (0.5, 0.4), (0.3, 0.2))
    moved = np.asarray(Augment(seed=8, own_framing=share)([255 * mask, mask], training=True)[1])
    as_they_were, mirrored = (
        (np.abs(moved - place).max(axis=(1, 2, 3)) < 1e-3).mean() for place in (mask, mask[:, :, ::-1])
    )
    assert as_they_were == pytest.approx(share / 2, abs=0.06)
    assert mirrored == pytest.approx(share / 2, abs=0.06)


def test_how_a_film_was_framed_cannot_be_told_once_it_is_framed_anew() -> None:
    shapes = []
    for centre, half in (CLOSE, LOOSE):
        mask = lungs(512, centre, half)
        _, moved = Augment(seed=3, own_framing=0)([255 * mask, mask], training=True)
        frame = np.stack([np.asarray(part) for part in lung_frame(moved)])
        shapes.append(np.concatenate([frame, frame[2:3] / frame[3:]]))
    before = [np.asarray(lung_frame(lungs(1, *framing))) for framing in (CLOSE, LOOSE)]
    assert before[0][3] > 1.3 * before[1][3], "the lungs of one are much higher to begin with"
    for one, other in zip(*shapes, strict=True):
        assert one.mean() == pytest.approx(other.mean(), rel=0.05)
        assert one.std() > 0.03 * one.mean()
        assert roc_auc_score(np.repeat([0, 1], 512), [*one, *other]) == pytest.approx(0.5, abs=0.08)


def test_of_most_films_framed_anew_as_much_is_seen_around_the_lungs_whatever_they_showed() -> None:
    shown = []
    for centre, half in (CLOSE, LOOSE):
        mask = lungs(512, centre, half)
        # What is seen is what the mask moves: a film that is white everywhere.
        varied, moved = Augment(seed=4, own_framing=0)([np.full_like(mask, 255), mask], training=True)
        seen = (np.asarray(varied) > 128).sum(axis=(1, 2, 3))
        shown.append(np.median(seen / np.asarray(moved).sum(axis=(1, 2, 3))))
    assert shown[0] == pytest.approx(shown[1], rel=0.12)
    areas = [4 * half[0] * half[1] for _, half in (CLOSE, LOOSE)]
    assert areas[0] / areas[1] == pytest.approx(1.2, abs=0.05), "they showed as much less or more of them"


def test_a_film_that_is_not_hidden_keeps_what_lies_around_the_lungs() -> None:
    whole, mask = np.full((256, 64, 64, 1), 255, np.float32), lungs(256, *LOOSE)
    kept = Augment(seed=5)._field(mask, np.repeat([0, 1], 128).astype(np.float32))
    assert np.asarray(whole * kept)[:128].min() == 255
    assert np.asarray(whole * kept)[128:].min(axis=(1, 2, 3)).max() == 0


def test_such_a_film_is_cropped_and_has_no_black_edges_wherever_its_lungs_lie() -> None:
    random = np.random.default_rng(1)
    centre, spread = random.uniform((0, 0.1), (1, 0.4), (512, 2)).astype(np.float32).T
    near, mirror = np.zeros(512, np.float32), np.repeat(np.array([-1, 1], np.float32), 256)
    shown, middle = (
        np.asarray(part) for part in Augment(seed=6)._frame(centre, spread, near, mirror, DOWN, HIGH)
    )
    assert np.array_equal(np.sign(shown), mirror)
    reach = abs(shown) / 2
    assert (middle - reach).min() > -1e-5
    assert (middle + reach).max() < 1 + 1e-5
    closer = spread < HIGH[1]
    assert np.ptp(spread[closer] / abs(shown)[closer]) > 0.05, "as closely as is drawn"


def test_where_no_lungs_are_found_a_film_is_taken_for_a_typical_one() -> None:
    frames = np.stack([np.asarray(part) for part in lung_frame(np.zeros((2, 64, 64, 1), np.float32))], axis=1)
    assert np.allclose(frames, TYPICAL_FRAME)


def test_the_frame_of_lungs_is_their_centre_and_how_far_they_reach() -> None:
    x, y, wide, high = (float(np.asarray(part)[0]) for part in lung_frame(lungs(1, (0.6, 0.4), (0.2, 0.3))))
    assert (x, y) == pytest.approx((0.4, 0.6), abs=0.01)
    assert (wide, high) == pytest.approx((0.3 / 3**0.5, 0.2 / 3**0.5), rel=0.05), "as of even distributions"


def test_variation_can_be_stored_and_had_again() -> None:
    layer = Augment(seed=3, own_framing=0.5)
    again = Augment.from_config(layer.get_config())
    first, second = (each([films(), films() / 255], training=True)[0] for each in (layer, again))
    assert again.own_framing == 0.5
    assert np.array_equal(first, second)
