"""A step shows the network films to judge, films of others and what is none, each with its answers."""

from dataclasses import replace

import numpy as np
import pytest

from training.augmentation.corruptions import spoil
from training.data.arrays import Pixels
from training.errors import TrainingError
from training.fitting.batches import Batches, balance, whole
from training.fitting.stage_arrays import Shown
from training.fitting.training_model import OUTSIDE
from training.networks.network import LOGIT, SCREENING

RECOGNITION, POPULATION = SCREENING
FILM, ADULT, FOREIGN = 50, 100, 200
LUNGS, ADULT_LUNGS = 255, 51


def shown(limits: bool = True) -> Shown:
    def pictures(count: int, grey: int) -> Pixels:
        return np.full((count, 32, 32, 1), grey, np.uint8)

    return Shown(
        films=pictures(40, FILM),
        truth=np.repeat([0, 1], [10, 30]).astype(np.float32),
        lungs=pictures(40, LUNGS),
        adults=pictures(5 * limits, ADULT),
        adult_lungs=pictures(5 * limits, ADULT_LUNGS),
        foreign=pictures(5 * limits, FOREIGN),
    )


def test_a_batch_is_as_large_as_asked_for_and_both_classes_weigh_the_same() -> None:
    inputs, targets, weights = Batches(shown(), 32, seed=1, epoch=0, others_share=1 / 8)[0]
    assert inputs["film"].shape == (32, 32, 32, 1)
    counted = weights[LOGIT] > 0
    assert targets[LOGIT][counted].mean() == 0.5
    assert weights[LOGIT].sum() == pytest.approx(32)


@pytest.mark.parametrize(("share", "each"), [(1 / 8, 4), (1 / 16, 2), (0.25, 8)])
def test_others_have_their_share_and_films_to_judge_the_rest(share: float, each: int) -> None:
    inputs, targets, weights = Batches(shown(), 32, seed=1, epoch=0, others_share=share)[0]
    assert inputs["film"].shape == (32, 32, 32, 1)
    assert np.count_nonzero(weights[LOGIT]) == 32 - 3 * each
    assert np.count_nonzero(targets[RECOGNITION] == 0) == 2 * each


@pytest.mark.parametrize("size", range(4, 12))
def test_a_film_to_judge_is_left_in_the_smallest_batch(size: int) -> None:
    _, _, weights = Batches(shown(), size, seed=1, epoch=0, others_share=0.25)[0]
    assert np.isfinite(weights[LOGIT]).all()
    assert weights[LOGIT].any()


def test_limits_that_would_never_be_learned_are_refused() -> None:
    with pytest.raises(TrainingError, match="is none to learn limits from"):
        Batches(shown(), 32, seed=1, epoch=0, others_share=0.01)


def test_each_answer_is_learned_from_pictures_that_have_one() -> None:
    inputs, targets, weights = Batches(shown(), 32, seed=1, epoch=0, others_share=1 / 8)[0]
    grey = inputs["film"].mean(axis=(1, 2, 3))
    assert set(grey[weights[LOGIT] > 0]) == {FILM}
    assert set(grey[weights[POPULATION] > 0]) == {FILM, ADULT}
    assert set(grey[(weights[POPULATION] > 0) & (targets[POPULATION][:, 0] == 0)]) == {ADULT}
    assert FOREIGN in grey[targets[RECOGNITION][:, 0] == 0]
    assert FOREIGN not in grey[targets[RECOGNITION][:, 0] == 1]
    assert np.array_equal(weights[OUTSIDE] > 0, targets[LOGIT][:, 0] == 1)


def test_each_chest_film_comes_with_its_own_lungs_and_others_with_none() -> None:
    inputs, targets, _ = Batches(shown(), 32, seed=1, epoch=0, others_share=1 / 8)[0]
    upright, adult = targets[RECOGNITION][:, 0] == 1, targets[POPULATION][:, 0] == 0
    assert set(inputs["lungs"][upright & ~adult].ravel().tolist()) == {1}
    assert np.allclose(inputs["lungs"][upright & adult], ADULT_LUNGS / 255)
    assert not inputs["lungs"][~upright].any()


def test_shadows_over_adults_films_are_of_adults_however_few_a_batch_has() -> None:
    levels = np.arange(ADULT, ADULT + 20, 4)
    adults = np.tile(levels[:, None, None, None], (1, 32, 32, 1)).astype(np.uint8)
    black_and_white = np.tile(np.array([0, 255], np.uint8)[:, None, None, None], (20, 32, 32, 1))
    given = replace(shown(), adults=adults, films=black_and_white)
    seen = set[float]()
    for step in range(12):
        inputs, targets, weights = Batches(given, 32, seed=1, epoch=0, others_share=1 / 16)[step]
        of_adults = (weights[POPULATION] > 0) & (targets[POPULATION][:, 0] == 0)
        assert of_adults.sum() == 2
        seen |= set(inputs["film"][of_adults].ravel().tolist())
    assert seen - set(levels.tolist()), "over some of them, something lies"
    assert min(seen) >= ADULT - 8
    assert max(seen) <= ADULT + 16 + 8, "half of what children's films differ by would be far more"


def test_without_other_pictures_only_films_are_shown_and_only_they_count() -> None:
    inputs, _, weights = Batches(shown(limits=False), 32, seed=1, epoch=0, others_share=1 / 8)[0]
    assert set(inputs["film"].ravel().tolist()) == {FILM}
    assert not weights[RECOGNITION].any()
    assert not weights[POPULATION].any()


def test_the_order_follows_from_seed_and_epoch_alone() -> None:
    films = shown()
    films.films[:] = np.random.default_rng(0).integers(0, 256, films.films.shape, np.uint8)
    straight, resumed = (
        Batches(films, 32, seed=1, epoch=0, others_share=1 / 8),
        Batches(films, 32, seed=1, epoch=1, others_share=1 / 8),
    )
    first = straight[0][0]["film"]
    straight.on_epoch_end()
    assert np.array_equal(straight[0][0]["film"], resumed[0][0]["film"])
    assert not np.array_equal(straight[0][0]["film"], first)


def test_each_film_of_a_class_comes_once_before_any_comes_again() -> None:
    films = shown()
    films.lungs[:] = np.arange(40, dtype=np.uint8).reshape(40, 1, 1, 1)  # they stay as they are
    batches, ill = Batches(films, 32, seed=1, epoch=0, others_share=1 / 8), list[int]()
    for _ in range(3):
        for step in range(len(batches)):
            inputs, targets, weights = batches[step]
            judged = (weights[LOGIT] > 0) & (targets[LOGIT][:, 0] == 1)
            ill += np.rint(255 * inputs["lungs"][judged, 0, 0, 0]).astype(int).tolist()
        batches.on_epoch_end()
    assert len(ill) == 60
    assert sorted(ill[:30]) == sorted(ill[30:]) == list(range(10, 40))
    assert ill[:30] != ill[30:]


def test_shadows_of_other_films_lie_over_some_that_are_learned_from_and_over_none_to_choose_by() -> None:
    films = shown()
    films.films[:] = np.arange(0, 240, 6, dtype=np.uint8).reshape(40, 1, 1, 1)
    levels = set(films.films[:, 0, 0, 0].tolist())
    learned = [
        inputs["film"][weights[LOGIT] > 0, 0, 0, 0]
        for inputs, _, weights in (Batches(films, 32, 1, epoch, 1 / 8)[0] for epoch in range(4))
    ]
    assert 0 < np.isin(np.concatenate(learned), [*levels], invert=True).mean() < 0.5
    assert set(whole(films)[0]["film"].ravel().tolist()) == levels


def test_films_to_choose_by_all_weigh_the_same() -> None:
    inputs, targets, weights = whole(shown())
    assert len(inputs["film"]) == 40
    assert targets[LOGIT].sum() == 30
    assert set(weights[LOGIT].tolist()) == {1}


def test_both_sides_of_an_answer_count_the_same() -> None:
    yes = np.array([True, True, True, False])
    weights = balance(yes, np.ones(4, bool))
    assert weights[yes].sum() == weights[~yes].sum() == pytest.approx(2)
    assert not balance(yes, yes).any()


def test_a_spoilt_film_is_another_picture_of_the_same_size() -> None:
    film = np.arange(64 * 64, dtype=np.int64).reshape(64, 64, 1).astype(np.uint8)
    random = np.random.default_rng(3)
    spoilt = [spoil(film, random) for _ in range(40)]
    assert all(picture.shape == film.shape for picture in spoilt)
    assert not any(np.array_equal(picture, film) for picture in spoilt)
    assert len({picture.tobytes() for picture in spoilt}) > 4
