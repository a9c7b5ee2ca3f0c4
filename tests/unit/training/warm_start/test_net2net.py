"""EfficientNetB3 starts from the weights of a run of EfficientNet-Lite2."""

from pathlib import Path

import keras
import numpy as np
import pytest

from tests.support.training.finished import finished
from training.config import Config, Stage
from training.networks.network import build
from training.networks.weights import load_weights
from training.runs.run_folder import require_finished
from training.warm_start import net2net
from training.warm_start.__main__ import main

LITE = Config(architecture="efficientnetlite2", stages=(Stage(1, 64),))
B3 = Config(stages=(Stage(1, 64),))

FILMS = np.random.default_rng(7).uniform(0, 255, (3, 64, 64, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def small() -> keras.Model:
    """A network with random normalization statistics."""
    keras.utils.set_random_seed(1)
    model = build(LITE)
    random = np.random.default_rng(1)
    for layer in model.get_layer("backbone").layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            for variable in (layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance):
                variable.assign(np.asarray(variable) + random.uniform(-0.2, 0.2, variable.shape))
    return model


def large(small: keras.Model, seed: int) -> keras.Model:
    keras.utils.set_random_seed(seed)
    model = build(B3)
    net2net.transfer_weights(model, small)
    return model


def test_transferred_network_has_the_outputs_of_the_smaller_one(
    small: keras.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearly exactly, if swish is as sharp as ReLU6 and no value reaches six."""
    monkeypatch.setattr(net2net, "SHARPNESS", 1e3)
    transferred, own = np.asarray(large(small, 2)(FILMS)), np.asarray(small(FILMS))
    assert own.std() > 1e-3
    assert transferred == pytest.approx(own, abs=0.02 * float(np.abs(own).max()))


def test_new_layers_change_nothing_at_first_and_can_learn(small: keras.Model) -> None:
    one, other = large(small, 2), large(small, 3)
    first, second = (
        np.asarray(m.get_layer("backbone").get_layer("block4b_expand_conv").kernel) for m in (one, other)
    )
    assert not np.allclose(first, second)
    assert np.asarray(one(FILMS)) == pytest.approx(np.asarray(other(FILMS)), abs=1e-4)
    # A single step is over sooner than its compilation.
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    one.compile(keras.optimizers.SGD(0.1), loss=loss, run_eagerly=True)
    backbone = one.get_layer("backbone")
    assert not any(values.any() for values in new_in(backbone))
    one.fit(FILMS, np.ones((3, 4, 4, 1)), verbose=0)
    assert all(values.any() for values in new_in(backbone))


def new_in(backbone: keras.Model) -> list[np.ndarray]:
    """Return the weights that connect new filters, a new block and a gate to the transferred ones."""
    return [
        np.asarray(backbone.get_layer("block4b_expand_conv").kernel)[..., 88:, :528],
        np.asarray(backbone.get_layer("block4e_project_bn").gamma),
        np.asarray(backbone.get_layer("block4b_se_expand").kernel),
    ]


def test_transferred_run_is_a_start_for_training(tmp_path: Path) -> None:
    lite, run = finished(tmp_path / "lite", LITE), tmp_path / "transferred"
    assert main(["--of", str(lite), "--run", str(run)]) == 0
    require_finished(run)
    config, learned = Config.load(run / "config.json"), build(LITE)
    assert (config.architecture, config.weights) == ("efficientnetb3", str(lite / "weights.npz"))
    loaded = build(config)
    load_weights(loaded, run / "weights.npz")
    load_weights(learned, lite / "weights.npz")
    for kept, wanted in zip(loaded.get_weights(), large(learned, LITE.seed).get_weights(), strict=True):
        assert np.allclose(kept, wanted, rtol=1e-3, atol=1e-5), "new weights come from the run's seed"
    assert (run / "split.csv").read_text() == (lite / "split.csv").read_text()


def test_run_that_cannot_be_transferred_is_named_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cnn = finished(tmp_path / "cnn", Config(architecture="cnn", stages=(Stage(1, 32),)))
    lite, unfinished, damaged = (
        finished(tmp_path / name, LITE) for name in ("lite", "unfinished", "damaged")
    )
    (unfinished / "weights.npz").unlink()
    (damaged / "weights.npz").write_bytes(b"not weights")
    there = sorted(path.name for path in tmp_path.iterdir())
    for of, run, message in (
        (cnn, tmp_path / "new", "contains cnn; only a run of efficientnetlite2 can be transferred"),
        (tmp_path / "none", tmp_path / "a" / "new", "config.json is missing"),
        (unfinished, tmp_path / "new", f"{unfinished / 'weights.npz'} is missing"),
        (damaged, tmp_path / "new", f"{damaged / 'weights.npz'} "),
        (lite, lite, f"{lite} exists; give --run another folder"),
    ):
        assert main(["--of", str(of), "--run", str(run)]) == 2
        assert message in capsys.readouterr().err
        assert sorted(path.name for path in tmp_path.iterdir()) == there
