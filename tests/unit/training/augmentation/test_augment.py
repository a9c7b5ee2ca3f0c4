"""Augmentation changes a film, and moves its mask with it."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.metrics import roc_auc_score

from training.augmentation.augment import DOWN, HIGH, TYPICAL_FRAME, Augment, lung_frame


def films(count: int = 4) -> npt.NDArray[np.float32]:
    return np.tile(np.linspace(0, 255, 32, dtype=np.float32), (count, 32, 1))[..., None]


def test_films_are_unchanged_outside_training() -> None:
    film, mask = Augment(seed=1)([films(), films() / 255], training=False)
    assert np.array_equal(film, films())
    assert np.array_equal(mask, films() / 255)


def test_films_are_augmented_independently_in_training() -> None:
    augmented, _ = Augment(seed=1)([films(), films() / 255], training=True)
    augmented = np.asarray(augmented)
    assert augmented.shape == films().shape
    assert (augmented.min(), augmented.max()) >= (0, 0)
    assert augmented.max() <= 255
    assert all(np.abs(a - b).mean() > 1 for a, b in pairwise(augmented))


def noise(side: int) -> npt.NDArray[np.float32]:
    """Return the noise that augmentation adds to 32 uniform films, without slopes and offsets."""
    grey = np.full((32, side, side, 1), 128, np.float32)
    augmented = np.asarray(Augment(seed=4, own_framing=1)([grey, grey / 255], training=True)[0])[..., 0]
    rest = augmented - augmented.mean(axis=1, keepdims=True)
    return np.asarray(rest - rest.mean(axis=2, keepdims=True))


@pytest.mark.parametrize("side", [128, 224])
def test_noise_is_coarser_than_grain_at_every_film_size(side: int) -> None:
    step = side // 75
    alike = [np.corrcoef(film[:, step:].ravel(), film[:, :-step].ravel())[0, 1] for film in noise(side)]
    assert np.quantile(alike, 0.25) > 0.1, (
        "half of the films have a covered box, whose pixels correlate anyway"
    )


def test_noise_is_as_strong_at_the_edge_as_in_the_middle() -> None:
    films = noise(128)
    rim, within = films[:, 1], films[:, 8:-8]
    assert np.median(rim.std(axis=1)) == pytest.approx(np.median(within.std(axis=2)), rel=0.1)


def test_noise_has_its_documented_strength() -> None:
    noisy = np.asarray(Augment(seed=6)._noise(np.zeros((512, 112, 112, 1), np.float32)))
    grain, texture = 12**2 / 3, 10**2 / 3
    assert noisy.var(axis=(1, 2, 3)).mean() == pytest.approx(grain + 2 * texture, rel=0.1)
    assert noisy.std(axis=(1, 2, 3)).max() < math.hypot(12, 10, 10) + 1


def test_mask_moves_with_its_film() -> None:
    box = np.zeros((64, 64, 64, 1), np.float32)
    box[:, 20:44, 8:24] = 1
    augmented, mask = (np.asarray(part) for part in Augment(seed=2)([200 * box, box], training=True))
    inside, outside = (mask > 0.9), (mask < 0.1)
    brighter = [
        film[i].mean() > film[o].mean() for film, i, o in zip(augmented, inside, outside, strict=True)
    ]
    assert np.mean(brighter) > 0.95
    centres = [np.argwhere(film[..., 0] > 0.5).mean(axis=0) for film in mask]
    assert np.ptp(centres, axis=0).min() > 3


def lungs(count: int, centre: tuple[float, float], half: tuple[float, float]) -> npt.NDArray[np.float32]:
    """Return masks of one box with this centre and half extent, down and across, in shares of a side."""
    place = np.linspace(0, 1, 64, dtype=np.float32)
    inside = [abs(place - at) < reach for at, reach in zip(centre, half, strict=True)]
    box = (inside[0][:, None] & inside[1][None, :]).astype(np.float32)
    return np.tile(box[..., None], (count, 1, 1, 1))


CLOSE, LOOSE = ((0.5, 0.48), (0.36, 0.38)), ((0.55, 0.49), (0.26, 0.44))
"""Lungs of a closely framed, tall film, and of a loosely framed, wide film."""


@pytest.mark.parametrize("share", [0, 0.25, 1])
def test_own_framing_is_the_share_of_films_that_are_not_reframed(share: float) -> None:
    mask = lungs(768, (0.5, 0.4), (0.3, 0.2))
    moved = np.asarray(Augment(seed=8, own_framing=share)([255 * mask, mask], training=True)[1])
    as_they_were, mirrored = (
        (np.abs(moved - place).max(axis=(1, 2, 3)) < 1e-3).mean() for place in (mask, mask[:, :, ::-1])
    )
    assert as_they_were == pytest.approx(share / 2, abs=0.06)
    assert mirrored == pytest.approx(share / 2, abs=0.06)


def test_reframed_films_do_not_reveal_their_original_framing() -> None:
    shapes = []
    for centre, half in (CLOSE, LOOSE):
        mask = lungs(512, centre, half)
        _, moved = Augment(seed=3, own_framing=0)([255 * mask, mask], training=True)
        frame = np.stack([np.asarray(part) for part in lung_frame(moved)])
        shapes.append(np.concatenate([frame, frame[2:3] / frame[3:]]))
    before = [np.asarray(lung_frame(lungs(1, *framing))) for framing in (CLOSE, LOOSE)]
    assert before[0][3] > 1.3 * before[1][3], "the lungs of one are much higher before"
    for one, other in zip(*shapes, strict=True):
        assert one.mean() == pytest.approx(other.mean(), rel=0.05)
        assert one.std() > 0.03 * one.mean()
        assert roc_auc_score(np.repeat([0, 1], 512), [*one, *other]) == pytest.approx(0.5, abs=0.08)


def test_reframed_films_show_the_same_field_around_the_lungs() -> None:
    seen_shares = []
    for centre, half in (CLOSE, LOOSE):
        mask = lungs(512, centre, half)
        # On a film that is white everywhere, the field is what stays white.
        augmented, moved = Augment(seed=4, own_framing=0)([np.full_like(mask, 255), mask], training=True)
        seen = (np.asarray(augmented) > 128).sum(axis=(1, 2, 3))
        seen_shares.append(np.median(seen / np.asarray(moved).sum(axis=(1, 2, 3))))
    assert seen_shares[0] == pytest.approx(seen_shares[1], rel=0.12)
    areas = [4 * half[0] * half[1] for _, half in (CLOSE, LOOSE)]
    assert areas[0] / areas[1] == pytest.approx(1.2, abs=0.05), "the original fields differ by this factor"


def test_films_without_a_field_keep_their_surroundings() -> None:
    whole, mask = np.full((256, 64, 64, 1), 255, np.float32), lungs(256, *LOOSE)
    kept = Augment(seed=5)._field(mask, np.repeat([0, 1], 128).astype(np.float32))
    assert np.asarray(whole * kept)[:128].min() == 255
    assert np.asarray(whole * kept)[128:].min(axis=(1, 2, 3)).max() == 0


def test_cropped_films_have_no_black_edges() -> None:
    random = np.random.default_rng(1)
    centre, spread = random.uniform((0, 0.1), (1, 0.4), (512, 2)).astype(np.float32).T
    near, mirror = np.zeros(512, np.float32), np.repeat(np.array([-1, 1], np.float32), 256)
    view, middle = (
        np.asarray(part) for part in Augment(seed=6)._frame(centre, spread, near, mirror, DOWN, HIGH)
    )
    assert np.array_equal(np.sign(view), mirror)
    reach = abs(view) / 2
    assert (middle - reach).min() > -1e-5
    assert (middle + reach).max() < 1 + 1e-5
    closer = spread < HIGH[1]
    assert np.ptp(spread[closer] / abs(view)[closer]) > 0.05, "the crop is drawn at random"


def test_film_without_lungs_has_the_typical_frame() -> None:
    frames = np.stack([np.asarray(part) for part in lung_frame(np.zeros((2, 64, 64, 1), np.float32))], axis=1)
    assert np.allclose(frames, TYPICAL_FRAME)


def test_lung_frame_is_centre_and_standard_deviation() -> None:
    x, y, wide, high = (float(np.asarray(part)[0]) for part in lung_frame(lungs(1, (0.6, 0.4), (0.2, 0.3))))
    assert (x, y) == pytest.approx((0.4, 0.6), abs=0.01)
    assert (wide, high) == pytest.approx((0.3 / 3**0.5, 0.2 / 3**0.5), rel=0.05), (
        "those of uniform distributions"
    )


def test_augmentation_layer_can_be_stored_and_restored() -> None:
    layer = Augment(seed=3, own_framing=0.5)
    again = Augment.from_config(layer.get_config())
    first, second = (each([films(), films() / 255], training=True)[0] for each in (layer, again))
    assert again.own_framing == 0.5
    assert np.array_equal(first, second)
