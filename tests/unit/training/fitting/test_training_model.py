"""The model that is trained, and its objective."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from training.augmentation.augment import Augment
from training.config import PRECISIONS, Config, Stage
from training.fitting.objective import compile_model, ema_momentum
from training.fitting.training_model import TrainingModel, build_training_model
from training.networks.network import build

CNN = Config(architecture="cnn", stages=(Stage(1, 32),), dropout=0.5)
FILMS = np.random.default_rng(0).uniform(0, 255, (6, 32, 32, 1)).astype(np.float32)
INPUTS = {"film": FILMS, "lungs": np.ones_like(FILMS)}


@pytest.fixture(autouse=True)
def without_augmentation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch augmentation off, so that the input of the network is known."""
    monkeypatch.setattr(Augment, "call", lambda self, inputs, training=False: inputs)


def training_model(config: Config = CNN) -> TrainingModel:
    return build_training_model(build(config), config)


def test_augmentation_settings_survive_a_saved_state(tmp_path: Path) -> None:
    model = training_model(replace(CNN, own_framing=0.75))
    model.save(tmp_path / "state.keras")
    restored = keras.saving.load_model(tmp_path / "state.keras")
    assert model.augment.own_framing == restored.augment.own_framing == 0.75
    assert restored.augment.seed == CNN.seed


@pytest.fixture(params=PRECISIONS)
def precision(request: pytest.FixtureRequest) -> Iterator[str]:
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def test_short_run_forgets_its_initial_weights() -> None:
    assert ema_momentum(CNN, 10_000) == CNN.ema_momentum
    for steps in (1, 10, 131, 1_000):
        assert ema_momentum(CNN, steps) ** steps < 1e-4


def test_float16_losses_are_scaled_and_films_stay_float32(
    precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs_seen: list[keras.KerasTensor] = []

    def keep(
        self: Augment, inputs: list[keras.KerasTensor], training: bool = False
    ) -> list[keras.KerasTensor]:
        inputs_seen.extend(inputs)
        return inputs

    model = training_model()
    compile_model(model, CNN, 1e-3, 0.9)
    scaled = isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (precision == "mixed_float16")
    monkeypatch.setattr(Augment, "call", keep)
    model(INPUTS)
    assert np.array_equal(inputs_seen[0], FILMS)
