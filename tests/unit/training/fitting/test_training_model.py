"""What losses are taken of, in a step of training."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from training.augmentation.augment import Augment
from training.config import PRECISIONS, Config, Stage
from training.fitting.objective import momentum, set_objective
from training.fitting.training_model import Trainer, build_trainer
from training.networks.network import build

CNN = Config(architecture="cnn", stages=(Stage(1, 32),), dropout=0.5)
FILMS = np.random.default_rng(0).uniform(0, 255, (6, 32, 32, 1)).astype(np.float32)
SHOWN = {"film": FILMS, "lungs": np.ones_like(FILMS)}


@pytest.fixture(autouse=True)
def as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is varied, so that it is known what the network was shown."""
    monkeypatch.setattr(Augment, "call", lambda self, inputs, training=False: inputs)


def trainer(config: Config = CNN) -> Trainer:
    return build_trainer(build(config), config)


def test_films_are_varied_as_chosen_and_so_they_are_when_a_run_goes_on(tmp_path: Path) -> None:
    fitted = trainer(replace(CNN, own_framing=0.75))
    fitted.save(tmp_path / "state.keras")
    again = keras.saving.load_model(tmp_path / "state.keras")
    assert fitted.augment.own_framing == again.augment.own_framing == 0.75
    assert again.augment.seed == CNN.seed


@pytest.fixture(params=PRECISIONS)
def precision(request: pytest.FixtureRequest) -> Iterator[str]:
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def test_a_short_run_does_not_keep_the_weights_that_it_began_with() -> None:
    assert momentum(CNN, 10_000) == CNN.ema_momentum
    for steps in (1, 10, 131, 1_000):
        assert momentum(CNN, steps) ** steps < 1e-4


def test_small_gradients_of_float16_are_not_lost_and_films_keep_their_greys(
    precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[keras.KerasTensor] = []

    def keep(
        self: Augment, inputs: list[keras.KerasTensor], training: bool = False
    ) -> list[keras.KerasTensor]:
        shown.extend(inputs)
        return inputs

    fitted = trainer()
    set_objective(fitted, CNN, 1e-3, 0.9)
    scaled = isinstance(fitted.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (precision == "mixed_float16")
    monkeypatch.setattr(Augment, "call", keep)
    fitted(SHOWN)
    assert np.array_equal(shown[0], FILMS)
