"""A run can be stopped and goes on; what it leaves can be exported. On films of noise, for mechanics."""

import json
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from cxr.radiograph import Radiograph
from training.__main__ import main
from training.config import Config, Stage
from training.data.catalog import list_films
from training.data.ood_set import Limits
from training.errors import TrainingError
from training.fitting.checkpoints import STATE, SaveEpoch
from training.fitting.train import train
from training.networks.network import build
from training.networks.weights import load_weights, save_weights

TINY = Config(architecture="cnn", stages=(Stage(1, 32), Stage(1, 64)), batch_size=16)


FORGOTTEN = type("Forgotten", (keras.layers.Layer,), {"call": lambda self, films: films})
"""A layer that the program no longer knows."""


def steps(run: Path) -> int:
    return int(keras.saving.load_model(run / STATE).optimizer.iterations)


def test_a_run_that_was_stopped_goes_on_where_it_was(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SaveEpoch.on_epoch_end

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(SaveEpoch, "on_epoch_end", save_and_stop)
        train([str(data)], tmp_path / "run", TINY)
    first = steps(tmp_path / "run")
    train([str(data)], tmp_path / "run", TINY)
    assert steps(tmp_path / "run") == 2 * first == 8
    assert (tmp_path / "run" / "weights.npz").exists()

    with pytest.raises(TrainingError, match="other choices"):
        train([str(data)], tmp_path / "run", Config(seed=8, stages=TINY.stages))


def test_a_run_that_could_not_start_leaves_its_folder_free(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with pytest.raises(TrainingError, match=r"no\.npz is missing"):
        train([str(data)], run, replace(TINY, weights=str(tmp_path / "no.npz")))
    assert not [*run.iterdir()]


def test_a_damaged_state_is_a_sentence_that_names_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / STATE).write_bytes(b"half of it")
    with pytest.raises(TrainingError, match=r"state\.keras cannot be read"):
        train([str(data)], tmp_path, TINY)


@pytest.mark.parametrize("layer", [keras.layers.Identity(), FORGOTTEN()])
def test_a_run_that_another_version_began_is_told(
    layer: keras.layers.Layer, data: Path, tmp_path: Path
) -> None:
    film = keras.Input((None, None, 1), name="film")
    keras.Model(film, {"logit": layer(film)}).save(tmp_path / STATE)
    with pytest.raises(TrainingError, match=r"state\.keras is of another version of the program or backend"):
        train([str(data)], tmp_path, TINY)


def test_lower_precision_ends_with_the_run(data: Path, tmp_path: Path) -> None:
    low = replace(TINY, stages=TINY.stages[:1], lung_guidance=0.2, precision="mixed_bfloat16")
    train([str(data)], tmp_path / "run", low)
    (epoch,) = json.loads((tmp_path / "run" / "history.json").read_text())
    assert 0 < epoch["logit_loss"] < 10
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.parametrize("architecture", ["efficientnetb3", "cnn"])
def test_weights_survive_being_stored(architecture: str, tmp_path: Path) -> None:
    config = replace(TINY, architecture=architecture)
    model, again = build(config), build(config)
    save_weights(model, tmp_path / "weights.npz")
    load_weights(again, tmp_path / "weights.npz")
    for stored, loaded in zip(model.trainable_variables, again.trainable_variables, strict=True):
        assert np.asarray(loaded) == pytest.approx(np.asarray(stored), rel=1e-3, abs=1e-7)


def test_weights_of_another_architecture_are_told(tmp_path: Path) -> None:
    save_weights(build(replace(TINY, architecture="efficientnetb3")), tmp_path / "weights.npz")
    with pytest.raises(TrainingError, match="another architecture"):
        load_weights(build(TINY), tmp_path / "weights.npz")


def test_the_logit_is_the_mean_of_the_activation_map_and_a_constant(tmp_path: Path) -> None:
    model = build(TINY)
    films = np.random.default_rng(1).uniform(0, 255, (3, 64, 64, 1)).astype(np.float32)
    outputs = model(films)
    means = np.asarray(outputs["activation_map"]).mean(axis=(1, 2))
    assert np.asarray(outputs["logit"]) == pytest.approx(means, abs=1e-5)


def test_a_network_can_learn_its_limits_and_where_to_look(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    picture = Radiograph(Image.linear_gradient("L"), 256, 256)
    adults = list_films(data / "test")
    limits = Limits({"photo": [picture]}, {"photo": [picture]}, adults, adults, [picture])
    train([str(data)], run, replace(TINY, stages=(Stage(1, 32),), lung_guidance=0.2), limits)
    (epoch,) = json.loads((run / "history.json").read_text())
    assert epoch["recognition_loss"] > 0
    assert epoch["population_loss"] > 0
    assert 0 < epoch["outside_lungs_loss"] < 1


def test_a_run_that_would_learn_no_limits_is_refused_before_it_takes_its_folder(
    data: Path, tmp_path: Path
) -> None:
    picture, adults = Radiograph(Image.linear_gradient("L"), 256, 256), list_films(data / "test")
    limits = Limits({"photo": [picture]}, {"photo": [picture]}, adults, adults, [picture])
    with pytest.raises(TrainingError, match=r"others_share 0\.01 of 16 films is none"):
        train([str(data)], tmp_path / "run", replace(TINY, others_share=0.01), limits)
    assert not [*(tmp_path / "run").iterdir()]


def test_what_its_user_can_put_right_is_a_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--data", str(tmp_path), "--run", str(tmp_path / "run")]) == 2
    assert f"{tmp_path} is of no known layout" in capsys.readouterr().err
