"""Validation films are as served, and loss and metrics are those of the films alone."""

import keras
import numpy as np
import pytest

from tests.support.training.chests import PROBABILITIES, SIDE
from training.data.arrays import Floats, Pixels
from training.data.lung_films import LungFilms
from training.fitting.training_model import CLEAR, FILM, LUNGS
from training.fitting.validation_batches import BATCH, ValidationBatches
from training.networks.network import CLEAR_LOGIT, LOGIT

COUNT = BATCH + 5


@pytest.fixture
def films() -> LungFilms:
    random = np.random.default_rng(0)
    return LungFilms(
        random.integers(0, 256, (COUNT, 224, 224), np.uint8),
        np.tile(PROBABILITIES, (COUNT, 1, 1)),
        random.integers(0, 2, COUNT).astype(np.float32),
    )


def test_validation_films_are_as_served_and_weigh_the_same(films: LungFilms) -> None:
    batches = ValidationBatches(films, SIDE)
    (first, _, _), (last, targets, weights) = batches[0], batches[1]
    assert len(batches) == 2
    pixels, lungs = films.chests(SIDE)
    assert np.array_equal(np.concatenate([first[FILM], last[FILM]]), pixels)
    assert np.array_equal(np.concatenate([first[LUNGS], last[LUNGS]])[..., 0], lungs)
    assert targets[LOGIT][:, 0].tolist() == films.truth[BATCH:].tolist()
    assert set(weights[LOGIT].tolist()) == {1}
    assert not last[CLEAR].any()
    assert not weights[CLEAR_LOGIT].any()


@pytest.mark.parametrize("devices", [1, 2, 3, 8])
def test_loss_is_that_of_the_films_however_many_devices_share_it(films: LungFilms, devices: int) -> None:
    batches = ValidationBatches(films, SIDE, devices)
    every = [batches[step] for step in range(len(batches))]
    sizes = [len(targets[LOGIT]) for _, targets, _ in every]
    assert all(size % devices == 0 for size in sizes)
    outputs = [_darkness(inputs[FILM]) for inputs, _, _ in every]
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    mean = sum(
        len(output) * float(loss(targets[LOGIT], output, weights[LOGIT]))
        for output, (_, targets, weights) in zip(outputs, every, strict=True)
    ) / sum(sizes)
    known = float(loss(films.truth[:, None], _darkness(films.chests(SIDE)[0])))
    assert mean == pytest.approx(known, rel=1e-5)


def _darkness(films: Floats | Pixels) -> Floats:
    return np.asarray(films.astype(np.float32).mean((1, 2)) / 20 - 6)
