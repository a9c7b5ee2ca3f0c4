"""A finished run teaches another one: what it answers is learned besides the films' own answers."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from training.config import Config, Stage
from training.errors import TrainingError
from training.model import build
from training.progress import STATE
from training.teacher import load_teacher
from training.train import train
from training.trainer import TEMPERATURE, divergence
from training.weights import WEIGHTS, load_weights, save_weights

CNN = Config(architecture="cnn", stages=(Stage(1, 32),), batch_size=16)


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    """A run whose network was never trained, which is as good an opinion as any."""
    run = tmp_path / "teacher"
    run.mkdir()
    keras.utils.set_random_seed(1)
    save_weights(build(CNN), run / WEIGHTS)
    CNN.write(run / "config.json")
    return run


def test_a_teacher_answers_as_its_run_does_and_does_not_learn(teacher: Path) -> None:
    films = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 1)).astype(np.float32)
    body = build(CNN)
    load_weights(body, teacher / WEIGHTS)
    loaded = load_teacher(teacher)
    assert np.allclose(loaded(films), body(films)["logit"])
    assert not loaded.trainable_variables


def test_with_a_heavy_teacher_the_other_comes_to_answer_as_it_does(
    data: Path, teacher: Path, tmp_path: Path
) -> None:
    config = replace(CNN, stages=(Stage(8, 32),), learning_rate=0.01, ema_momentum=0.5)
    films = np.random.default_rng(0).uniform(0, 255, (20, 32, 32, 1)).astype(np.float32)
    expected = np.asarray(load_teacher(teacher)(films))
    far = {}
    for weight in (0.0, 100.0):
        run = tmp_path / f"weight-{weight}"
        train([str(data)], run, replace(config, teacher=str(teacher), teacher_weight=weight))
        far[weight] = np.abs(np.asarray(load_teacher(run)(films)) - expected).mean()
    assert far[100.0] < 0.5 * far[0.0]


def test_a_stopped_run_goes_on_with_its_teacher(data: Path, teacher: Path, tmp_path: Path) -> None:
    config = replace(CNN, teacher=str(teacher), mirror_guidance=0.2, stages=(Stage(1, 32), Stage(1, 64)))
    train([str(data)], tmp_path / "run", config)
    (tmp_path / "run" / WEIGHTS).unlink()
    train([str(data)], tmp_path / "run", config)
    assert (tmp_path / "run" / WEIGHTS).exists()
    stored = keras.saving.load_model(tmp_path / "run" / STATE).teacher
    films = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 1)).astype(np.float32)
    assert np.array_equal(stored(films), load_teacher(teacher)(films))
    assert not stored.trainable_variables


def test_a_run_that_is_not_finished_cannot_teach(data: Path, tmp_path: Path) -> None:
    CNN.write(tmp_path / "config.json")
    with pytest.raises(TrainingError, match=r"weights.npz is missing"):
        train([str(data)], tmp_path / "run", replace(CNN, teacher=str(tmp_path)))


def test_divergence_is_that_of_kullback_and_leibler_and_nothing_where_both_agree() -> None:
    own, taught = np.array([[2.0], [-1.0], [8.0]]), np.array([[2.0], [3.0], [-8.0]])
    measured = np.asarray(divergence(own, taught))
    p, q = (1 / (1 + np.exp(-logit / TEMPERATURE)) for logit in (taught, own))
    expected = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
    assert measured == pytest.approx(TEMPERATURE**2 * expected, rel=1e-5)
    assert measured[0] == 0
