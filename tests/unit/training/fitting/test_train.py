"""A run can be stopped and resumed, and its weights can be exported. On films of noise."""

import json
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from cxr.imaging.reader import Radiograph
from tests.support.training.finished import split_films
from training.__main__ import main
from training.config import Config, Stage
from training.data.catalog import list_films
from training.data.ood_set import OodSet
from training.errors import TrainingError
from training.fitting.checkpoints import STATE, SaveEpoch
from training.fitting.train import train
from training.networks.network import build
from training.networks.weights import load_weights, save_weights

TINY = Config(architecture="cnn", stages=(Stage(1, 32), Stage(1, 64)), batch_size=16)


FORGOTTEN = type("Forgotten", (keras.layers.Layer,), {"call": lambda self, films: films})
"""A layer that is not registered."""


def steps(run: Path) -> int:
    return int(keras.saving.load_model(run / STATE).optimizer.iterations)


def test_stopped_run_resumes_after_its_last_epoch(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SaveEpoch.on_epoch_end

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(SaveEpoch, "on_epoch_end", save_and_stop)
        train(split_films(data, TINY), tmp_path / "run", TINY)
    first = steps(tmp_path / "run")
    train(split_films(data, TINY), tmp_path / "run", TINY)
    assert steps(tmp_path / "run") == 2 * first == 8
    assert (tmp_path / "run" / "weights.npz").exists()

    with pytest.raises(TrainingError, match="other settings"):
        train(split_films(data, TINY), tmp_path / "run", Config(seed=8, stages=TINY.stages))


def test_failed_start_leaves_the_folder_free(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with pytest.raises(TrainingError, match=r"no\.npz is missing"):
        train(split_films(data, TINY), run, replace(TINY, weights=str(tmp_path / "no.npz")))
    assert not [*run.iterdir()]


def test_damaged_state_is_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / STATE).write_bytes(b"half of it")
    with pytest.raises(TrainingError, match=r"state\.keras cannot be read"):
        train(split_films(data, TINY), tmp_path, TINY)


@pytest.mark.parametrize("layer", [keras.layers.Identity(), FORGOTTEN()])
def test_state_of_another_version_is_named(layer: keras.layers.Layer, data: Path, tmp_path: Path) -> None:
    film = keras.Input((None, None, 1), name="film")
    keras.Model(film, {"logit": layer(film)}).save(tmp_path / STATE)
    with pytest.raises(TrainingError, match=r"state\.keras is of another version of the program or backend"):
        train(split_films(data, TINY), tmp_path, TINY)


def test_mixed_precision_ends_with_the_run(data: Path, tmp_path: Path) -> None:
    low = replace(TINY, stages=TINY.stages[:1], lung_guidance=0.2, precision="mixed_bfloat16")
    train(split_films(data, TINY), tmp_path / "run", low)
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


def test_weights_of_another_architecture_are_refused(tmp_path: Path) -> None:
    save_weights(build(replace(TINY, architecture="efficientnetb3")), tmp_path / "weights.npz")
    with pytest.raises(TrainingError, match="another architecture"):
        load_weights(build(TINY), tmp_path / "weights.npz")


def test_logit_is_the_mean_of_the_activation_map_plus_a_constant(tmp_path: Path) -> None:
    model = build(TINY)
    films = np.random.default_rng(1).uniform(0, 255, (3, 64, 64, 1)).astype(np.float32)
    outputs = model(films)
    means = np.asarray(outputs["activation_map"]).mean(axis=(1, 2))
    assert np.asarray(outputs["logit"]) == pytest.approx(means, abs=1e-5)


def test_ood_heads_and_lung_guidance_have_losses(data: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    image = Radiograph(Image.linear_gradient("L"), 256, 256)
    films = list_films(data / "test")
    ood = OodSet({"photo": [image]}, {"photo": [image]}, films, films, [image])
    train(split_films(data, TINY), run, replace(TINY, stages=(Stage(1, 32),), lung_guidance=0.2), ood)
    (epoch,) = json.loads((run / "history.json").read_text())
    assert epoch["recognition_loss"] > 0
    assert epoch["population_loss"] > 0
    assert 0 < epoch["outside_lungs_loss"] < 1


def test_too_small_ood_share_leaves_the_folder_free(data: Path, tmp_path: Path) -> None:
    image, films = Radiograph(Image.linear_gradient("L"), 256, 256), list_films(data / "test")
    ood = OodSet({"photo": [image]}, {"photo": [image]}, films, films, [image])
    with pytest.raises(TrainingError, match=r"ood_share 0\.01 of 16 films is no out-of"):
        train(split_films(data, TINY), tmp_path / "run", replace(TINY, ood_share=0.01), ood)
    assert not [*(tmp_path / "run").iterdir()]


def test_user_error_is_a_sentence_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--data", str(tmp_path), "--run", str(tmp_path / "run")]) == 2
    assert f"{tmp_path} has no known layout" in capsys.readouterr().err
