"""A batch has in-population films and out-of-distribution images, each with its targets."""

from dataclasses import replace

import numpy as np
import pytest

from training.augmentation.corruptions import corrupt
from training.data.arrays import Pixels
from training.errors import TrainingError
from training.fitting.batches import Batches, balanced_weights, validation_data
from training.fitting.stage_arrays import StageArrays
from training.fitting.training_model import OUTSIDE
from training.networks.network import LOGIT, OOD_HEADS

RECOGNITION, POPULATION = OOD_HEADS
FILM, OTHER, NON_CHEST = 50, 100, 200
LUNGS, OTHER_LUNGS = 255, 51


def arrays(ood: bool = True) -> StageArrays:
    def images(count: int, grey: int) -> Pixels:
        return np.full((count, 32, 32, 1), grey, np.uint8)

    return StageArrays(
        films=images(40, FILM),
        truth=np.repeat([0, 1], [10, 30]).astype(np.float32),
        lungs=images(40, LUNGS),
        other_population=images(5 * ood, OTHER),
        other_population_lungs=images(5 * ood, OTHER_LUNGS),
        non_chest=images(5 * ood, NON_CHEST),
    )


def test_batch_has_its_size_and_both_classes_weigh_the_same() -> None:
    inputs, targets, weights = Batches(arrays(), 32, seed=1, epoch=0, ood_share=1 / 8)[0]
    assert inputs["film"].shape == (32, 32, 32, 1)
    counted = weights[LOGIT] > 0
    assert targets[LOGIT][counted].mean() == 0.5
    assert weights[LOGIT].sum() == pytest.approx(32)


@pytest.mark.parametrize(("share", "each"), [(1 / 8, 4), (1 / 16, 2), (0.25, 8)])
def test_ood_images_have_their_share_of_a_batch(share: float, each: int) -> None:
    inputs, targets, weights = Batches(arrays(), 32, seed=1, epoch=0, ood_share=share)[0]
    assert inputs["film"].shape == (32, 32, 32, 1)
    assert np.count_nonzero(weights[LOGIT]) == 32 - 3 * each
    assert np.count_nonzero(targets[RECOGNITION] == 0) == 2 * each


@pytest.mark.parametrize("size", range(4, 12))
def test_smallest_batch_has_an_in_population_film(size: int) -> None:
    _, _, weights = Batches(arrays(), size, seed=1, epoch=0, ood_share=0.25)[0]
    assert np.isfinite(weights[LOGIT]).all()
    assert weights[LOGIT].any()


def test_ood_share_of_no_image_is_refused() -> None:
    with pytest.raises(TrainingError, match="is no out-of-distribution image"):
        Batches(arrays(), 32, seed=1, epoch=0, ood_share=0.01)


def test_outputs_are_trained_on_images_with_a_target() -> None:
    inputs, targets, weights = Batches(arrays(), 32, seed=1, epoch=0, ood_share=1 / 8)[0]
    grey = inputs["film"].mean(axis=(1, 2, 3))
    assert set(grey[weights[LOGIT] > 0]) == {FILM}
    assert set(grey[weights[POPULATION] > 0]) == {FILM, OTHER}
    assert set(grey[(weights[POPULATION] > 0) & (targets[POPULATION][:, 0] == 0)]) == {OTHER}
    assert NON_CHEST in grey[targets[RECOGNITION][:, 0] == 0]
    assert NON_CHEST not in grey[targets[RECOGNITION][:, 0] == 1]
    assert np.array_equal(weights[OUTSIDE] > 0, targets[LOGIT][:, 0] == 1)


def test_chest_films_have_their_lungs_and_other_images_none() -> None:
    inputs, targets, _ = Batches(arrays(), 32, seed=1, epoch=0, ood_share=1 / 8)[0]
    upright, other = targets[RECOGNITION][:, 0] == 1, targets[POPULATION][:, 0] == 0
    assert set(inputs["lungs"][upright & ~other].ravel().tolist()) == {1}
    assert np.allclose(inputs["lungs"][upright & other], OTHER_LUNGS / 255)
    assert not inputs["lungs"][~upright].any()


def test_shadows_on_another_population_come_from_that_population() -> None:
    levels = np.arange(OTHER, OTHER + 20, 4)
    others = np.tile(levels[:, None, None, None], (1, 32, 32, 1)).astype(np.uint8)
    black_and_white = np.tile(np.array([0, 255], np.uint8)[:, None, None, None], (20, 32, 32, 1))
    mixed = replace(arrays(), other_population=others, films=black_and_white)
    seen = set[float]()
    for step in range(12):
        inputs, targets, weights = Batches(mixed, 32, seed=1, epoch=0, ood_share=1 / 16)[step]
        of_others = (weights[POPULATION] > 0) & (targets[POPULATION][:, 0] == 0)
        assert of_others.sum() == 2
        seen |= set(inputs["film"][of_others].ravel().tolist())
    assert seen - set(levels.tolist()), "some have shadows"
    assert min(seen) >= OTHER - 8
    assert max(seen) <= OTHER + 16 + 8, "half a difference of in-population films would be far more"


def test_batch_without_ood_images_trains_only_the_finding() -> None:
    inputs, _, weights = Batches(arrays(ood=False), 32, seed=1, epoch=0, ood_share=1 / 8)[0]
    assert set(inputs["film"].ravel().tolist()) == {FILM}
    assert not weights[RECOGNITION].any()
    assert not weights[POPULATION].any()


def test_order_depends_on_seed_and_epoch_alone() -> None:
    films = arrays()
    films.films[:] = np.random.default_rng(0).integers(0, 256, films.films.shape, np.uint8)
    straight, resumed = (
        Batches(films, 32, seed=1, epoch=0, ood_share=1 / 8),
        Batches(films, 32, seed=1, epoch=1, ood_share=1 / 8),
    )
    first = straight[0][0]["film"]
    straight.on_epoch_end()
    assert np.array_equal(straight[0][0]["film"], resumed[0][0]["film"])
    assert not np.array_equal(straight[0][0]["film"], first)


def test_films_of_a_class_all_come_once_before_any_repeats() -> None:
    films = arrays()
    films.lungs[:] = np.arange(40, dtype=np.uint8).reshape(40, 1, 1, 1)  # the masks do not change
    batches, positive = Batches(films, 32, seed=1, epoch=0, ood_share=1 / 8), list[int]()
    for _ in range(3):
        for step in range(len(batches)):
            inputs, targets, weights = batches[step]
            counted = (weights[LOGIT] > 0) & (targets[LOGIT][:, 0] == 1)
            positive += np.rint(255 * inputs["lungs"][counted, 0, 0, 0]).astype(int).tolist()
        batches.on_epoch_end()
    assert len(positive) == 60
    assert sorted(positive[:30]) == sorted(positive[30:]) == list(range(10, 40))
    assert positive[:30] != positive[30:]


def test_shadows_are_on_some_training_films_and_no_validation_film() -> None:
    films = arrays()
    films.films[:] = np.arange(0, 240, 6, dtype=np.uint8).reshape(40, 1, 1, 1)
    levels = set(films.films[:, 0, 0, 0].tolist())
    trained_on = [
        inputs["film"][weights[LOGIT] > 0, 0, 0, 0]
        for inputs, _, weights in (Batches(films, 32, 1, epoch, 1 / 8)[0] for epoch in range(4))
    ]
    assert 0 < np.isin(np.concatenate(trained_on), [*levels], invert=True).mean() < 0.5
    assert set(validation_data(films)[0]["film"].ravel().tolist()) == levels


def test_validation_films_all_weigh_the_same() -> None:
    inputs, targets, weights = validation_data(arrays())
    assert len(inputs["film"]) == 40
    assert targets[LOGIT].sum() == 30
    assert set(weights[LOGIT].tolist()) == {1}


def test_both_classes_of_an_output_weigh_the_same() -> None:
    positive = np.array([True, True, True, False])
    weights = balanced_weights(positive, np.ones(4, bool))
    assert weights[positive].sum() == weights[~positive].sum() == pytest.approx(2)
    assert not balanced_weights(positive, positive).any()


def test_corrupted_film_differs_and_has_the_same_size() -> None:
    film = np.arange(64 * 64, dtype=np.int64).reshape(64, 64, 1).astype(np.uint8)
    random = np.random.default_rng(3)
    corrupted = [corrupt(film, random) for _ in range(40)]
    assert all(image.shape == film.shape for image in corrupted)
    assert not any(np.array_equal(image, film) for image in corrupted)
    assert len({image.tobytes() for image in corrupted}) > 4
