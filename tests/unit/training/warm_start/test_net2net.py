"""EfficientNetB3 takes over what a run of EfficientNet-Lite2 has learned, and goes on from there."""

from pathlib import Path

import keras
import numpy as np
import pytest

from tests.support.training.finished import finished
from training.config import Config, Stage
from training.networks.network import LOGIT, MAP, SCREENING, build
from training.networks.weights import load_weights
from training.runs.run_folder import require_run
from training.warm_start import net2net as grow
from training.warm_start.__main__ import main

LITE = Config(architecture="efficientnetlite2", stages=(Stage(1, 64),))
B3 = Config(stages=(Stage(1, 64),))

FILMS = np.random.default_rng(7).uniform(0, 255, (3, 64, 64, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def small() -> keras.Model:
    """A network whose normalizations each do something of their own."""
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
    grow.fill_from(model, small)
    return model


def test_it_answers_as_the_smaller_one(small: keras.Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but exactly, where swish is made as sharp as ReLU6 and nothing reaches six."""
    monkeypatch.setattr(grow, "SHARPNESS", 1e3)
    grown, own = large(small, 2)(FILMS), small(FILMS)
    for name in (LOGIT, MAP, *SCREENING):
        given, wanted = np.asarray(grown[name]), np.asarray(own[name])
        assert np.abs(wanted).mean() > 1e-3
        assert given == pytest.approx(wanted, abs=0.02 * float(np.abs(wanted).max()))


def test_what_is_new_says_nothing_yet_and_can_learn(small: keras.Model) -> None:
    one, other = large(small, 2), large(small, 3)
    first, second = (
        np.asarray(m.get_layer("backbone").get_layer("block4b_expand_conv").kernel) for m in (one, other)
    )
    assert not np.allclose(first, second)
    assert np.asarray(one(FILMS)[LOGIT]) == pytest.approx(np.asarray(other(FILMS)[LOGIT]), abs=1e-4)
    one.compile(keras.optimizers.SGD(0.1), loss={LOGIT: keras.losses.BinaryCrossentropy(from_logits=True)})
    backbone = one.get_layer("backbone")
    assert not any(values.any() for values in new_in(backbone))
    one.fit(FILMS, {LOGIT: np.ones((3, 1))}, verbose=0)
    assert all(values.any() for values in new_in(backbone))


def new_in(backbone: keras.Model) -> list[np.ndarray]:
    """What joins new filters, a new block and a gate of EfficientNetB3 to what it took over."""
    return [
        np.asarray(backbone.get_layer("block4b_expand_conv").kernel)[..., 88:, :528],
        np.asarray(backbone.get_layer("block4e_project_bn").gamma),
        np.asarray(backbone.get_layer("block4b_se_expand").kernel),
    ]


def test_a_run_is_made_that_another_can_start_from(tmp_path: Path) -> None:
    lite, run = finished(tmp_path / "lite", LITE), tmp_path / "grown"
    assert main(["--of", str(lite), "--run", str(run)]) == 0
    require_run(run)
    config, learned = Config.load(run / "config.json"), build(LITE)
    assert (config.architecture, config.weights) == ("efficientnetb3", str(lite / "weights.npz"))
    made = build(config)
    load_weights(made, run / "weights.npz")
    load_weights(learned, lite / "weights.npz")
    for kept, wanted in zip(made.get_weights(), large(learned, LITE.seed).get_weights(), strict=True):
        assert kept == pytest.approx(wanted, rel=1e-3, abs=1e-5), "what is new is drawn by the run's seed"
    assert (run / "split.csv").read_text() == (lite / "split.csv").read_text()


def test_what_cannot_be_grown_is_told_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cnn = finished(tmp_path / "cnn", Config(architecture="cnn", stages=(Stage(1, 32),)))
    lite, unfinished, damaged = (
        finished(tmp_path / name, LITE) for name in ("lite", "unfinished", "damaged")
    )
    (unfinished / "weights.npz").unlink()
    (damaged / "weights.npz").write_bytes(b"no weights")
    there = sorted(path.name for path in tmp_path.iterdir())
    for of, run, said in (
        (cnn, tmp_path / "new", "holds cnn; only efficientnetlite2 can be grown"),
        (tmp_path / "none", tmp_path / "a" / "new", "config.json is missing"),
        (unfinished, tmp_path / "new", f"{unfinished / 'weights.npz'} is missing"),
        (damaged, tmp_path / "new", f"{damaged / 'weights.npz'} "),
        (lite, lite, f"{lite} exists; give --run another folder"),
    ):
        assert main(["--of", str(of), "--run", str(run)]) == 2
        assert said in capsys.readouterr().err
        assert sorted(path.name for path in tmp_path.iterdir()) == there
