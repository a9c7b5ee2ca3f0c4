"""A batch has lungs of both classes, some with healthy lung that must stay dark."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from cxr.inference.lungs import lung_shares
from cxr.inference.model_card import STRIDE
from tests.support.training.chests import PROBABILITIES, SIDE, crop
from training.augmentation.known_negatives import (
    CERTAINTY_OF_HALF,
    CERTAINTY_OF_PATCH,
    PASTED,
    Mixed,
    paste,
    unchanged,
)
from training.augmentation.lung_crops import Crop
from training.augmentation.superposition import FILMS
from training.config import Config
from training.data.arrays import Floats
from training.data.lung_films import LungFilms
from training.fitting.batches import Batches, collate
from training.fitting.training_model import CLEAR, FILM, LUNGS
from training.networks.network import CLEAR_LOGIT, LOGIT

CELLS = SIDE // STRIDE
NORMAL, ILL = 10, 30
SIZE = 8


@pytest.fixture
def films() -> LungFilms:
    """Films of noise, those of the first class first."""
    count = NORMAL + ILL
    return LungFilms(
        np.random.default_rng(0).integers(0, 256, (count, 224, 224), np.uint8),
        np.tile(PROBABILITIES, (count, 1, 1)),
        np.repeat([0, 1], [NORMAL, ILL]).astype(np.float32),
    )


def batches(films: LungFilms, size: int = SIZE, seed: int = 1, epoch: int = 0) -> Batches:
    return Batches(films, SIDE, Config(batch_size=size, seed=seed), epoch)


class Recorded(Batches):
    """Batches that remember which film is where, and do not look at it."""

    def __getitem__(self, step: int) -> tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]:
        """Return the inputs, with the number of each film in the place of its pixels."""
        self.chosen = list[int]()
        inputs, targets, weights = super().__getitem__(step)
        return inputs | {FILM: np.array(self.chosen, np.float32)}, targets, weights

    def _mixed(self, index: int, random: np.random.Generator) -> Mixed:
        self.chosen.append(index)
        return unchanged(crop(0, 256))


@pytest.mark.parametrize("size", [2, 7, 8])
def test_a_batch_has_its_size_and_as_many_films_of_both_classes(films: LungFilms, size: int) -> None:
    inputs, targets, weights = batches(films, size)[0]
    assert inputs[FILM].shape == (size, SIDE, SIDE, 1)
    assert inputs[LUNGS].shape == inputs[CLEAR].shape == (size, CELLS, CELLS, 1)
    assert targets[LOGIT].shape == targets[CLEAR_LOGIT].shape == (size, 1)
    assert weights[LOGIT].shape == weights[CLEAR_LOGIT].shape == (size,)
    assert targets[LOGIT].sum() == size // 2


def test_an_epoch_has_as_many_places_as_films(films: LungFilms) -> None:
    assert len(batches(films, 16)) == 3
    assert len(batches(films, 20)) == 2


def test_targets_are_those_of_the_films(films: LungFilms) -> None:
    inputs, targets, _ = Recorded(films, SIDE, Config(batch_size=SIZE), 0)[0]
    assert np.array_equal(films.truth[inputs[FILM].astype(int)], targets[LOGIT][:, 0])


def test_films_of_a_class_all_come_once_before_any_repeats(films: LungFilms) -> None:
    order, seen = Recorded(films, SIDE, Config(batch_size=SIZE), 0), list[int]()
    for _ in range(3):
        for step in range(len(order)):
            inputs, targets, _ = order[step]
            seen += inputs[FILM][targets[LOGIT][:, 0] == 1].astype(int).tolist()
        order.on_epoch_end()
    assert len(seen) == 2 * ILL
    assert sorted(seen[:ILL]) == sorted(seen[ILL:]) == list(range(NORMAL, NORMAL + ILL))
    assert seen[:ILL] != seen[ILL:]


def test_a_class_smaller_than_its_half_of_a_batch_repeats(films: LungFilms) -> None:
    inputs, targets, _ = Recorded(films, SIDE, Config(batch_size=32), 0)[0]
    normal = inputs[FILM][targets[LOGIT][:, 0] == 0].astype(int).tolist()
    assert sorted(normal[:NORMAL]) == list(range(NORMAL))
    assert len(normal) == 16


def test_order_and_pictures_depend_on_seed_epoch_and_step_alone(films: LungFilms) -> None:
    straight, resumed = batches(films), batches(films, epoch=1)
    first = straight[2][0]
    straight.on_epoch_end()
    for name, values in straight[2][0].items():
        assert np.array_equal(values, resumed[2][0][name])
    for other in (straight[2], straight[1], batches(films, seed=2, epoch=0)[2]):
        assert not np.array_equal(other[0][FILM], first[FILM])


def test_parts_are_pasted_into_films_of_both_classes(
    films: LungFilms, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy, into_ill = list[Crop](), 0

    def record(one: Crop, other: Crop, random: np.random.Generator) -> Mixed:
        healthy.append(other)
        return paste(one, other, random)

    monkeypatch.setattr("training.fitting.batches.paste", record)
    white = replace(films, squares=films.squares.copy())
    white.squares[NORMAL:] = 255  # films with pneumonia
    order = batches(white, 10)
    for step in range(20):
        _, _, weights = order[step]
        into_ill += int((weights[LOGIT] < 1).sum())
    assert len(healthy) == pytest.approx(PASTED * 200, rel=0.25)
    assert into_ill == pytest.approx(len(healthy) / 2, rel=0.3)
    assert not any(np.ptp(one.film) == 0 for one in healthy), "only normal films are known to be clear"


def test_every_film_without_pasted_lung_gets_grey_where_its_share_is_one(
    films: LungFilms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.fitting.batches.PASTED", 0)
    monkeypatch.setattr("training.fitting.batches.with_inexact_mask", lambda crop, _: crop)
    for share in (0, 1):
        _, _, weights = Batches(films, SIDE, Config(batch_size=SIZE, grey_share=share), 0)[0]
        certain = weights[LOGIT][: SIZE // 2] == 1
        assert certain.all() if share == 0 else not certain.any()


def test_films_are_mixed_with_others_of_their_class_alone(films: LungFilms) -> None:
    apart = replace(films, squares=films.squares.copy())
    apart.squares[:NORMAL], apart.squares[NORMAL:] = 0, 200
    order = Batches(apart, SIDE, Config(superposed_share=1), 0)
    for index in (0, NORMAL):
        drawn = [order._alike(index, np.random.default_rng(seed)) for seed in range(40)]
        levels = {int(crop.film.max()) for others in drawn for crop in others}
        assert levels == {int(apart.squares[index].max())}
        assert {len(others) + 1 for others in drawn} == {*range(FILMS[0], FILMS[1] + 1)}


def half(place: slice) -> npt.NDArray[np.bool_]:
    clear = np.zeros((SIDE, SIDE), bool)
    clear[:, place] = True
    return clear


LEFT = slice(0, SIDE // 2)


@pytest.fixture
def exact_masks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the masks as they are."""
    monkeypatch.setattr("training.fitting.batches.with_inexact_mask", lambda crop, _: crop)


def alone(mixed: Mixed, ill: float) -> tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]:
    """Return a batch of one film."""
    return collate([mixed], np.array([ill], np.float32), np.random.default_rng(0))


@pytest.mark.usefixtures("exact_masks")
def test_covered_lung_does_not_count_for_the_label_and_must_stay_dark() -> None:
    mixed = Mixed(crop(0, 256), half(LEFT), CERTAINTY_OF_HALF)
    inputs, targets, weights = alone(mixed, ill=1)
    lungs, clear = inputs[LUNGS][0, :, :, 0], inputs[CLEAR][0, :, :, 0]
    assert not lungs[:, : CELLS // 2].any()
    assert lungs[:, CELLS // 2 :].any()
    assert np.array_equal(lungs + clear, lung_shares(mixed.crop.inside))
    assert not (lungs * clear).any()
    assert [float(targets[name].item()) for name in (LOGIT, CLEAR_LOGIT)] == [1, 0]
    assert weights[LOGIT] == np.float32(CERTAINTY_OF_HALF)
    assert weights[CLEAR_LOGIT] == 1


@pytest.mark.usefixtures("exact_masks")
def test_a_normal_film_is_clear_everywhere_with_full_weight() -> None:
    mixed = Mixed(crop(0, 256), half(LEFT), CERTAINTY_OF_HALF)
    inputs, targets, weights = alone(mixed, ill=0)
    assert inputs[LUNGS][0, :, : CELLS // 2].any(), "its label holds for the part, too"
    assert not inputs[CLEAR].any()
    assert [float(targets[name].item()) for name in (LOGIT, CLEAR_LOGIT)] == [0, 0]
    assert [float(weights[name].item()) for name in (LOGIT, CLEAR_LOGIT)] == [1, 0]


@pytest.mark.usefixtures("exact_masks")
def test_a_film_that_is_covered_nearly_everywhere_keeps_its_lungs() -> None:
    mixed = Mixed(crop(0, 256), half(slice(None)), CERTAINTY_OF_PATCH)
    inputs, _, _ = alone(mixed, ill=1)
    assert np.array_equal(inputs[LUNGS][0, :, :, 0], lung_shares(mixed.crop.inside))
    assert np.array_equal(inputs[LUNGS], inputs[CLEAR])


@pytest.mark.usefixtures("exact_masks")
def test_a_part_smaller_than_a_cell_is_not_asked_to_stay_dark() -> None:
    mixed = Mixed(crop(0, 256), half(slice(0, STRIDE // 4)), CERTAINTY_OF_PATCH)
    inputs, _, weights = alone(mixed, ill=1)
    assert not inputs[CLEAR].any()
    assert weights[CLEAR_LOGIT] == 0
