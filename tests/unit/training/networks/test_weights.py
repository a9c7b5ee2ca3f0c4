"""Weights survive being stored, and those of a deeper network start a shorter one."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from training.config import Config, Stage
from training.errors import TrainingError
from training.networks.network import MAP, build
from training.networks.weights import load_weights, save_weights

TINY = Config(architecture="cnn", stages=(Stage(2, 32),))


@pytest.mark.parametrize("architecture", ["efficientnetb3", "cnn"])
def test_weights_survive_being_stored(architecture: str, tmp_path: Path) -> None:
    config = replace(TINY, architecture=architecture)
    model, again = build(config), build(config)
    save_weights(model, tmp_path / "weights.npz")
    load_weights(again, tmp_path / "weights.npz")
    for stored, loaded in zip(model.trainable_variables, again.trainable_variables, strict=True):
        assert np.allclose(loaded, stored, rtol=1e-3, atol=1e-7)


def test_weights_of_a_deeper_network_load_into_the_shorter_one(tmp_path: Path) -> None:
    """Release 0.8 had all blocks of EfficientNetB3, then its heads."""
    deeper = keras.applications.EfficientNetB3(
        include_top=False, weights=None, input_shape=(None, None, 3), name="backbone"
    )
    random = np.random.default_rng(1)
    for layer in deeper.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.moving_mean.assign(random.uniform(-0.1, 0.1, layer.moving_mean.shape))
    heads = [np.ones((1, 1, 1536, 1)), np.ones(1)]
    kept = [np.asarray(v) for v in deeper.variables if "seed_generator" not in v.path]
    with (tmp_path / "weights.npz").open("wb") as file:
        np.savez(file, *(np.asarray(values, np.float16) for values in [*kept, *heads]))

    shorter = build(replace(TINY, architecture="efficientnetb3"))
    map_before = [np.asarray(v) for v in shorter.get_layer(MAP).variables]
    load_weights(shorter, tmp_path / "weights.npz")
    films = random.uniform(0, 255, (1, 64, 64, 3)).astype(np.float32)
    features = keras.Model(deeper.input, deeper.get_layer("block6a_expand_activation").output)
    expected, found = np.asarray(features(films)), np.asarray(shorter.get_layer("backbone")(films))
    assert np.abs(found - expected).max() < 0.01 * expected.std(), "only float16 rounds the weights"
    assert all(map(np.array_equal, map_before, [np.asarray(v) for v in shorter.get_layer(MAP).variables]))


@pytest.mark.parametrize(("stored", "wanted"), [("efficientnetlite2", "cnn"), ("cnn", "efficientnetlite2")])
def test_weights_of_another_architecture_are_refused(stored: str, wanted: str, tmp_path: Path) -> None:
    save_weights(build(replace(TINY, architecture=stored)), tmp_path / "weights.npz")
    with pytest.raises(TrainingError, match="another architecture"):
        load_weights(build(replace(TINY, architecture=wanted)), tmp_path / "weights.npz")


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "wrong inside", "single array"])
def test_damaged_weights_are_named(damage: str, tmp_path: Path) -> None:
    model, path = build(TINY), tmp_path / "weights.npz"
    save_weights(model, path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    wrong = bytes(byte ^ 255 for byte in whole[middle : middle + 64])
    damaged = {
        "empty": b"",
        "text": b"weights",
        "cut": whole[:middle],
        "wrong inside": whole[:middle] + wrong + whole[middle + 64 :],
    }
    if damage in damaged:
        path.write_bytes(damaged[damage])
    else:
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    with pytest.raises(TrainingError, match=rf"{path} cannot be read as weights .*; restore it"):
        load_weights(model, path)
