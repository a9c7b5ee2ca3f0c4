"""The model that is trained computes the log-odds that the service computes, and its objective."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from cxr.inference.activation_map import film_logit
from training.config import PRECISIONS, Config, Stage
from training.data.arrays import Floats
from training.fitting.objective import EMA_LENGTHS, compile_model, ema_momentum, learning_rates
from training.fitting.training_model import CLEAR, FILM, LUNGS, MeanOdds, body_of, build_training_model
from training.networks.network import CLEAR_LOGIT, LOGIT, build

CNN = Config(architecture="cnn", stages=(Stage(1, 64),), dropout=0.5)
RANDOM = np.random.default_rng(0)
FILMS = RANDOM.uniform(0, 255, (6, 64, 64, 1)).astype(np.float32)
SHARES = np.clip(RANDOM.uniform(-0.5, 1.5, (6, 4, 4, 1)), 0, 1).astype(np.float32)
INPUTS = {FILM: FILMS, LUNGS: SHARES, CLEAR: SHARES[::-1]}


@pytest.fixture(params=PRECISIONS)
def precision(request: pytest.FixtureRequest) -> Iterator[str]:
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def served(cells: Floats, shares: Floats) -> list[float]:
    return [film_logit(one[..., 0], lungs[..., 0]) for one, lungs in zip(cells, shares, strict=True)]


@pytest.mark.parametrize("scale", [1, 10, 60])
def test_pooled_logits_are_those_of_the_service(scale: float) -> None:
    cells = RANDOM.normal(0, scale, SHARES.shape).astype(np.float32)
    pooled = np.asarray(MeanOdds()(cells, SHARES))
    assert pooled.shape == (6, 1)
    assert pooled[:, 0] == pytest.approx(served(cells, SHARES), rel=1e-4, abs=1e-4)


def test_places_without_lung_have_no_influence_on_a_logit() -> None:
    cells = RANDOM.normal(0, 2, SHARES.shape).astype(np.float32)
    shares = (SHARES > 0.5).astype(np.float32)
    changed = np.where(shares > 0, cells, np.float32(5))
    pooled, again = (np.asarray(MeanOdds()(one, shares)) for one in (cells, changed))
    assert pooled == pytest.approx(again, abs=1e-4)


def test_outputs_are_the_log_odds_of_lungs_and_of_clear_places() -> None:
    model = build_training_model(build(CNN))
    outputs = model(INPUTS)
    cells = np.asarray(body_of(model)(FILMS))
    for output, name in ((LOGIT, LUNGS), (CLEAR_LOGIT, CLEAR)):
        expected = served(cells, np.asarray(INPUTS[name]))
        assert np.asarray(outputs[output])[:, 0] == pytest.approx(expected, abs=1e-4)


def test_a_stored_model_has_the_same_outputs(tmp_path: Path) -> None:
    model = build_training_model(build(CNN))
    model.save(tmp_path / "state.keras")
    restored = keras.saving.load_model(tmp_path / "state.keras")
    for name, values in model(INPUTS).items():
        assert np.array_equal(values, restored(INPUTS)[name])


def test_log_odds_are_float32_in_every_precision(precision: str) -> None:
    model = build_training_model(build(CNN))
    compile_model(model, CNN, 1e-3, 0.9)
    scaled = isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled == (precision == "mixed_float16")
    for values in model(INPUTS).values():
        assert keras.backend.standardize_dtype(values.dtype) == "float32"
        assert np.isfinite(np.asarray(values)).all()


def losses(config: Config, **weights: float) -> float:
    """Return the loss of films whose labels, and clear places, have these weights."""
    model = build_training_model(build(config))
    compile_model(model, config, 1e-3, 0.9)
    targets = {LOGIT: np.ones((6, 1)), CLEAR_LOGIT: np.zeros((6, 1))}
    of_each = {name: np.full(6, weights[name], np.float32) for name in (LOGIT, CLEAR_LOGIT)}
    found = model.evaluate(INPUTS, targets, sample_weight=of_each, return_dict=True, verbose=0)
    return float(found["loss"])


def test_clear_places_count_with_their_weight() -> None:
    keras.utils.set_random_seed(1)
    usual = losses(replace(CNN, clear_weight=0.5), logit=0, clear_logit=1)
    keras.utils.set_random_seed(1)
    more = losses(replace(CNN, clear_weight=2.0), logit=0, clear_logit=1)
    assert usual > 0.05
    assert more == pytest.approx(4 * usual, rel=1e-3)


def test_films_without_clear_places_have_no_loss_there() -> None:
    assert losses(CNN, logit=0, clear_logit=0) == 0
    assert losses(CNN, logit=1, clear_logit=0) > 0.05


def test_short_run_forgets_its_initial_weights() -> None:
    assert ema_momentum(CNN, 10_000) == CNN.ema_momentum
    for steps in (1, EMA_LENGTHS, 131, 1_000):
        assert ema_momentum(CNN, steps) ** steps < 1e-4


def test_learning_rate_rises_to_its_peak_and_falls_to_zero() -> None:
    config = replace(CNN, stages=(Stage(4, 64),), warmup_epochs=1, learning_rate=0.01)
    rates = learning_rates(config, steps_per_epoch=10)
    taken = [float(rates(step)) for step in range(41)]
    assert max(taken) == pytest.approx(0.01)
    assert taken.index(max(taken)) == 10
    assert taken[0] < 0.001
    assert taken[40] == pytest.approx(0, abs=1e-6)
