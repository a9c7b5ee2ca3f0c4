"""The network: EfficientNetB3 with a head whose activation map is exact."""

from collections.abc import Callable

import keras
from keras import ops

from training.augment import Augment
from training.config import Config
from training.errors import TrainingError

FEATURES_LAYER, MAP_LAYER, HEAD_MEAN_LAYER = "features", "activation_map", "head_mean"


def build(config: Config) -> keras.Model:
    """Films (batch, height, width, 1), 0-255 -> logit (batch, 1), float32.

    ``keras.applications`` scales EfficientNet's input inside the graph, so pixels go in as they
    are. The head is a 1x1 convolution of the last features, averaged, plus a bias: the same as
    average pooling and a dense layer, but each place's share of the logit can be read off
    (class activation mapping, Zhou et al. 2016). Raises TrainingError for an unknown architecture.
    """
    if config.architecture not in BACKBONES:
        raise TrainingError(f"unknown architecture '{config.architecture}'; known: {', '.join(BACKBONES)}")
    films = keras.Input((None, None, 1), name="film")
    varied = Augment(config.seed, name="augment")(films)
    colour = ops.repeat(varied, 3, axis=-1)
    features = BACKBONES[config.architecture]()(colour)
    dropped = keras.layers.SpatialDropout2D(config.dropout, dtype="float32", name=FEATURES_LAYER)(features)
    places = keras.layers.Conv2D(1, 1, use_bias=False, dtype="float32", name=MAP_LAYER)(dropped)
    mean = keras.layers.GlobalAveragePooling2D(dtype="float32", name=HEAD_MEAN_LAYER)(places)
    logit = Bias(dtype="float32", name="logit")(mean)
    return keras.Model(films, logit, name="pneumoscope")


@keras.saving.register_keras_serializable("pneumoscope")
class Bias(keras.layers.Layer):
    """Adds one learned number."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the number."""
        self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

    def call(self, values: keras.KerasTensor) -> keras.KerasTensor:
        """(batch, 1) -> (batch, 1)."""
        return values + self.bias


def _efficientnetb3() -> keras.Model:
    """Tan and Le 2019, without its classifier; from scratch."""
    return keras.applications.EfficientNetB3(
        include_top=False, weights=None, input_shape=(None, None, 3), name="backbone"
    )


def _cnn() -> keras.Model:
    """Four strided convolutions: a baseline to beat, and quick enough for tests."""
    layers: list[keras.Layer] = [keras.Input((None, None, 3)), keras.layers.Rescaling(1 / 255)]
    for filters in (16, 32, 64, 128):
        layers += [
            keras.layers.Conv2D(filters, 3, strides=2, padding="same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.Activation("relu"),
        ]
    return keras.Sequential(layers, name="backbone")


BACKBONES: dict[str, Callable[[], keras.Model]] = {"efficientnetb3": _efficientnetb3, "cnn": _cnn}
"""Networks by name: colour films (batch, height, width, 3), 0-255 -> features."""
