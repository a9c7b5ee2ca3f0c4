"""Each network accepts unscaled films, and its published weights. On random weights."""

import urllib.error
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest

from cxr.inference.model_card import STRIDE
from training.errors import TrainingError
from training.networks.backbones import BACKBONES

SHIPPED_WEIGHTS = sorted(Path("training/reports").glob("[0-9]*/weights.npz"))
DOWNLOAD = "keras.src.utils.file_utils"


@pytest.fixture
def films() -> npt.NDArray[np.float32]:
    return np.random.default_rng(0).uniform(0, 255, (2, 96, 96, 3)).astype(np.float32)


@pytest.mark.parametrize("architecture", BACKBONES)
def test_features_of_films_of_any_size_have_stride_16(architecture: str) -> None:
    backbone = BACKBONES[architecture](None)
    assert backbone.name == "backbone"
    assert backbone.input_shape == (None, None, None, 3)
    assert backbone.output_shape[:3] == (None, None, None)
    for size in (96, 160):
        features = np.asarray(backbone(np.full((1, size, size, 3), 255, np.float32)))
        assert features.shape[1:3] == (size // STRIDE, size // STRIDE)
        assert np.isfinite(features).all()


def test_input_is_scaled_as_the_published_weights_expect(films: npt.NDArray[np.float32]) -> None:
    ours = BACKBONES["densenet121"](None)
    theirs = keras.applications.DenseNet121(include_top=False, weights=None)
    theirs = keras.Model(theirs.input, theirs.get_layer("pool4_relu").output)
    theirs.set_weights(ours.get_weights())
    prepared = keras.applications.densenet.preprocess_input(films.copy())
    computed, published = np.asarray(ours(films)), np.asarray(theirs(prepared))
    assert np.abs(computed - published).max() < 1e-3 * published.std()


def test_published_efficientnet_is_equal_without_keras_extra_layer(
    films: npt.NDArray[np.float32], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = keras.applications.EfficientNetB3(include_top=False, weights=None)
    scaling = next(layer for layer in model.layers if isinstance(layer, keras.layers.Normalization))
    scaling.adapt_mean.assign([0.485, 0.456, 0.406])
    scaling.adapt_variance.assign([0.229, 0.224, 0.225])  # as in the published file
    model.save_weights(tmp_path / "published.weights.h5")
    monkeypatch.setattr(f"{DOWNLOAD}.get_file", lambda *_, **__: str(tmp_path / "published.weights.h5"))

    theirs = keras.applications.EfficientNetB3(include_top=False, weights="imagenet")
    theirs = keras.Model(theirs.input, theirs.get_layer("block6a_expand_activation").output)
    ours = BACKBONES["efficientnetb3"]("imagenet")
    computed, published = np.asarray(ours(films)), np.asarray(theirs(films))
    assert np.abs(computed - published).max() < 1e-3 * published.std()
    assert [w.shape for w in ours.weights] == [w.shape for w in BACKBONES["efficientnetb3"](None).weights]


@pytest.mark.parametrize("architecture", ["efficientnetb3", "densenet121"])
def test_failed_download_error_names_the_alternatives(
    architecture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(f"{DOWNLOAD}.urlretrieve", unreachable)
    monkeypatch.setattr(f"{DOWNLOAD}.config.keras_home", lambda: str(tmp_path))
    with pytest.raises(TrainingError, match=r"cannot be downloaded.*--weights PATH.*--weights none"):
        BACKBONES[architecture]("imagenet")


def test_baseline_has_no_published_weights() -> None:
    with pytest.raises(TrainingError, match="cnn has no published"):
        BACKBONES["cnn"]("imagenet")


@pytest.mark.skipif(not SHIPPED_WEIGHTS, reason="no report contains weights")
def test_kept_weights_of_the_release_match_the_network() -> None:
    with np.load(SHIPPED_WEIGHTS[-1]) as stored:
        kept = [stored[name].shape for name in stored.files]
    backbone = BACKBONES["efficientnetb3"](None)
    shapes = [tuple(v.shape) for v in backbone.variables if "seed_generator" not in v.path]
    assert kept[: len(shapes)] == shapes
