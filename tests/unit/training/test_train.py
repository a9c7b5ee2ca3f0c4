"""A run can be stopped and goes on; what it leaves can be exported. On films of noise, for mechanics."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import pytest

from training.__main__ import main
from training.augment import Augment
from training.config import Config, Stage
from training.errors import TrainingError
from training.model import build
from training.train import SaveEpoch, averaged_model, train
from training.weights import load_weights, save_weights

TINY = Config(architecture="cnn", stages=(Stage(1, 32), Stage(1, 64)), batch_size=16)


def test_a_run_that_was_stopped_goes_on_where_it_was(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SaveEpoch.on_epoch_end

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(SaveEpoch, "on_epoch_end", save_and_stop)
        train(data, tmp_path / "run", TINY)
    first = averaged_model(tmp_path / "run").optimizer.iterations
    train(data, tmp_path / "run", TINY)
    assert int(averaged_model(tmp_path / "run").optimizer.iterations) == 2 * int(first) == 8
    assert (tmp_path / "run" / "weights.npz").exists()

    with pytest.raises(TrainingError, match="other choices"):
        train(data, tmp_path / "run", Config(seed=8, stages=TINY.stages))


@pytest.mark.parametrize("architecture", ["efficientnetb3", "cnn"])
def test_weights_survive_being_stored(architecture: str, tmp_path: Path) -> None:
    config = replace(TINY, architecture=architecture)
    model, again = build(config), build(config)
    save_weights(model, tmp_path / "weights.npz")
    load_weights(again, tmp_path / "weights.npz")
    for stored, loaded in zip(model.trainable_variables, again.trainable_variables, strict=True):
        assert np.asarray(loaded) == pytest.approx(np.asarray(stored), rel=1e-3, abs=1e-7)


def test_weights_of_another_architecture_are_told(tmp_path: Path) -> None:
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    save_weights(other, tmp_path / "weights.npz")
    with pytest.raises(TrainingError, match="another architecture"):
        load_weights(build(TINY), tmp_path / "weights.npz")


def test_augmentation_varies_films_in_training_alone() -> None:
    films = np.tile(np.linspace(0, 255, 32, dtype=np.float32), (4, 32, 1))[..., None]
    layer = Augment(seed=1)
    assert np.array_equal(layer(films, training=False), films)
    varied = np.asarray(layer(films, training=True))
    assert varied.shape == films.shape
    assert all(np.abs(a - b).mean() > 1 for a, b in pairwise(varied))


def test_what_its_user_can_put_right_is_a_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--data", str(tmp_path), "--run", str(tmp_path / "run")]) == 2
    assert "holds no films" in capsys.readouterr().err
