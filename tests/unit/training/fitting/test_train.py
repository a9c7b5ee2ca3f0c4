"""A run can be stopped and resumed, and its weights can be exported. On films of noise."""

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.support.training.eagerly import eagerly
from tests.support.training.finished import finished, split_films
from tests.support.training.screening import FINDER
from training.__main__ import main
from training.config import Config, Stage
from training.data.arrays import Floats
from training.errors import TrainingError
from training.fitting.batches import Batches
from training.fitting.checkpoints import STATE, SaveEpoch
from training.fitting.train import averaged_model, train
from training.networks.network import build
from training.networks.weights import load_weights

TINY = Config(architecture="cnn", stages=(Stage(1, 32), Stage(1, 64)), batch_size=16)

STEPS = 4
"""Steps of an epoch of the 50 training films."""

FORGOTTEN = type("Forgotten", (keras.layers.Layer,), {"call": lambda self, films: films})
"""A layer that is not registered."""


class Seen:
    """The batches that a run was trained on."""

    def __init__(self) -> None:
        self.steps: dict[tuple[int, int], set[int]] = defaultdict(set)

    def epochs(self, steps: int) -> set[tuple[int, int]]:
        """Return side and epoch of complete epochs of so many ``steps``. Keras also looks at two batches."""
        complete = {epoch for epoch, known in self.steps.items() if known == set(range(steps))}
        self.steps.clear()
        return complete


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    kept, get = Seen(), Batches.__getitem__

    def record(self: Batches, step: int) -> tuple[dict[str, Floats], ...]:
        kept.steps[self.side, self.epoch].add(step)
        return get(self, step)

    monkeypatch.setattr(Batches, "__getitem__", record)
    return kept


def stop_after_an_epoch(patch: pytest.MonkeyPatch) -> None:
    save = SaveEpoch.on_epoch_end

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    patch.setattr(SaveEpoch, "on_epoch_end", save_and_stop)


def steps(run: Path) -> int:
    return int(keras.saving.load_model(run / STATE).optimizer.iterations)


def test_stopped_run_resumes_with_the_batches_of_the_next_epoch(
    data: Path, tmp_path: Path, seen: Seen
) -> None:
    run, config = tmp_path / "run", replace(TINY, stages=(Stage(2, 32), Stage(1, 64)))
    parts = split_films(data, config)
    train(parts, tmp_path / "straight", config, FINDER)
    every = seen.epochs(STEPS)
    assert sorted(side for side, _ in every) == [32, 32, 64]
    with eagerly(), pytest.MonkeyPatch.context() as patched, pytest.raises(KeyboardInterrupt):
        stop_after_an_epoch(patched)
        train(parts, run, config, FINDER)
    first = seen.epochs(STEPS)
    assert len(first) == 1
    assert steps(run) == STEPS
    with eagerly():
        train(parts, run, config, FINDER)
    assert seen.epochs(STEPS) == every - first
    assert steps(run) == 3 * STEPS
    assert [epoch["epoch"] for epoch in json.loads((run / "history.json").read_text())] == [1, 2, 3]

    weights = (run / "weights.npz").read_bytes()
    train(parts, run, config, FINDER)
    assert not seen.steps, "a finished run is not trained further"
    assert (run / "weights.npz").read_bytes() == weights
    with pytest.raises(TrainingError, match="other settings"):
        train(parts, run, replace(config, seed=8), FINDER)


def test_averaged_weights_of_a_run_that_learned_are_exported(data: Path, tmp_path: Path) -> None:
    run, config = tmp_path / "run", replace(TINY, stages=(Stage(10, 32),), learning_rate=1e-2)
    train(split_films(data, config), run, config, FINDER)
    exported = build(config)
    load_weights(exported, run / "weights.npz")
    for kept, averaged in zip(exported.get_weights(), averaged_model(run).get_weights(), strict=True):
        assert kept == pytest.approx(averaged, rel=1e-3, abs=1e-6)
    epochs = json.loads((run / "history.json").read_text())
    assert epochs[-1]["logit_auc"] > 0.9
    assert epochs[-1]["logit_loss"] < epochs[0]["logit_loss"]
    assert all(0 <= epoch[f"{part}logit_accuracy"] <= 1 for epoch in epochs for part in ("", "val_"))
    assert all(epoch["clear_logit_loss"] > 0 for epoch in epochs), "parts are pasted in training"
    assert all(epoch["val_clear_logit_loss"] == 0 for epoch in epochs)


def test_run_without_a_finished_epoch_has_no_weights(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="contains no finished epoch"):
        averaged_model(tmp_path)


def test_failed_start_leaves_the_folder_free(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with pytest.raises(TrainingError, match=r"no\.npz is missing"):
        train(split_films(data, TINY), run, replace(TINY, weights=str(tmp_path / "no.npz")), FINDER)
    assert not [*run.iterdir()]


def test_damaged_state_is_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / STATE).write_bytes(b"half of it")
    with pytest.raises(TrainingError, match=r"state\.keras cannot be read"):
        train(split_films(data, TINY), tmp_path, TINY, FINDER)


@pytest.mark.parametrize("layer", [keras.layers.Identity(), FORGOTTEN()])
def test_state_of_another_version_is_named(layer: keras.layers.Layer, data: Path, tmp_path: Path) -> None:
    film = keras.Input((None, None, 1), name="film")
    keras.Model(film, {"logit": layer(film)}).save(tmp_path / STATE)
    with pytest.raises(TrainingError, match=r"state\.keras is of another version of the program or backend"):
        train(split_films(data, TINY), tmp_path, TINY, FINDER)


def test_mixed_precision_ends_with_the_run(data: Path, tmp_path: Path) -> None:
    low = replace(TINY, stages=TINY.stages[:1], precision="mixed_bfloat16")
    train(split_films(data, TINY), tmp_path / "run", low, FINDER)
    (epoch,) = json.loads((tmp_path / "run" / "history.json").read_text())
    assert 0 < epoch["logit_loss"] < 10
    assert keras.config.dtype_policy().name == "float32"


@eagerly()
def test_run_starts_from_the_weights_of_an_earlier_one(data: Path, tmp_path: Path) -> None:
    first = replace(TINY, stages=(Stage(1, 32),))
    weights = finished(tmp_path / "first", first) / "weights.npz"
    second = replace(first, weights=str(weights), learning_rate=1e-8)
    train(split_films(data, second), tmp_path / "second", second, FINDER)
    one, other = build(first), build(second)
    load_weights(one, weights)
    load_weights(other, tmp_path / "second" / "weights.npz")
    for before, after in zip(one.trainable_variables, other.trainable_variables, strict=True):
        assert np.asarray(after) == pytest.approx(np.asarray(before), rel=2e-3, abs=1e-6)


def test_user_error_is_a_sentence_with_exit_code_2(
    tmp_path: Path, screening: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(tmp_path), "--run", str(tmp_path / "run"), "--screening", str(screening)]
    assert main(["train", *options]) == 2
    assert f"{tmp_path} has no known layout" in capsys.readouterr().err
