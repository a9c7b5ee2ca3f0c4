"""What losses are taken of, in a step of training."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from training.augment import Augment
from training.config import PRECISIONS, Config, Stage
from training.mirrored import mirror_gap, with_mirrored
from training.model import LOGIT, MAP, build
from training.objective import HEAD_RATE, momentum, set_objective
from training.trainer import FROM_TEACHER, MIRROR_GAP, MIRRORED, Trainer, build_trainer, divergence

CNN = Config(architecture="cnn", stages=(Stage(1, 32),), dropout=0.5, mirror_guidance=0.3)
FILMS = np.random.default_rng(0).uniform(0, 255, (6, 32, 32, 1)).astype(np.float32)
SHOWN = {"film": FILMS, "lungs": np.ones_like(FILMS)}


@pytest.fixture(autouse=True)
def as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is varied, so that it is known what the network was shown."""
    monkeypatch.setattr(Augment, "call", lambda self, inputs, training=False: inputs)


def trainer(config: Config = CNN, teacher: keras.Model | None = None) -> Trainer:
    return build_trainer(build(config), config, teacher)


def test_films_are_varied_as_chosen_and_so_they_are_when_a_run_goes_on(tmp_path: Path) -> None:
    fitted = trainer(replace(CNN, own_framing=0.75))
    fitted.save(tmp_path / "state.keras")
    again = keras.saving.load_model(tmp_path / "state.keras")
    assert fitted.augment.own_framing == again.augment.own_framing == 0.75
    assert again.augment.seed == CNN.seed


def test_maps_of_mirror_images_are_compared_without_dropout() -> None:
    fitted = trainer()
    answers = fitted(SHOWN, training=True)
    expected = mirror_gap(fitted.body(with_mirrored(FILMS[:MIRRORED]), training=False)[MAP])
    assert np.asarray(answers[MIRROR_GAP]) == pytest.approx(float(expected), rel=1e-4)


def test_batch_normalization_does_not_take_mirror_images_for_films_of_the_batch() -> None:
    alone, paired = trainer(replace(CNN, mirror_guidance=0.0)), trainer()
    paired.body.set_weights(alone.body.get_weights())
    alone(SHOWN, training=True)
    paired(SHOWN, training=True)
    for one, other in zip(alone.body.get_weights(), paired.body.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_a_teacher_answers_without_dropout() -> None:
    teacher = build(CNN)
    teaching = keras.Model(teacher.input, teacher.output[LOGIT])
    fitted = trainer(CNN, teaching)
    answers = fitted(SHOWN, training=True)
    expected = divergence(answers[LOGIT], teaching(FILMS, training=False))
    assert np.asarray(answers[FROM_TEACHER]) == pytest.approx(np.asarray(expected), rel=1e-4, abs=1e-6)


def test_what_is_not_asked_for_is_no_gap() -> None:
    answers = trainer(replace(CNN, mirror_guidance=0.0))(SHOWN, training=True)
    assert not np.asarray(answers[MIRROR_GAP]).any()
    assert not np.asarray(answers[FROM_TEACHER]).any()


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
    set_objective(fitted, CNN, HEAD_RATE)
    scaled = isinstance(fitted.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (precision == "mixed_float16")
    monkeypatch.setattr(Augment, "call", keep)
    fitted(SHOWN)
    assert np.array_equal(shown[0], FILMS)
