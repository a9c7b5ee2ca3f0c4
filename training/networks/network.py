"""The network: a backbone, a head with an exact activation map, and two out-of-distribution heads."""

import keras
from keras import ops

from training.config import Config
from training.errors import TrainingError
from training.networks.backbones import BACKBONES
from training.networks.fused_layers import with_fused_layers

LOGIT, MAP, EMBEDDING = "logit", "activation_map", "embedding"
OOD_HEADS = ("recognition", "population")
"""Two logits: is the image an upright frontal chest film, and is it from the training population?"""

HEAD_MEAN_LAYER = "head_mean"


def build(config: Config, pretrained: str | None = None, *, fused: bool = False) -> keras.Model:
    """Return the network: films (batch, height, width, 1), 0-255 -> the served outputs, all float32.

    ``logit`` (batch, 1), ``activation_map`` (batch, rows, columns, 1), ``embedding`` (batch, features),
    ``recognition`` and ``population`` (batch, 1). The head is a 1x1 convolution of the last features,
    then their mean plus a bias. That equals average pooling and a dense layer, and each place's share of
    the logit can be read from the map (class activation mapping, Zhou et al. 2016).
    ``pretrained`` may be "imagenet". ``fused`` is faster to train and has the same outputs. Raise
    TrainingError for an unknown architecture, or if the published weights are not available.
    """
    if config.architecture not in BACKBONES:
        raise TrainingError(f"unknown architecture '{config.architecture}'; known: {', '.join(BACKBONES)}")
    films = keras.Input((None, None, 1), name="film")
    backbone = BACKBONES[config.architecture](pretrained)
    if fused:
        backbone = with_fused_layers(backbone)
    features = backbone(ops.repeat(films, 3, axis=-1))
    features = keras.layers.Activation("linear", dtype="float32", name="features")(features)
    dropped = keras.layers.SpatialDropout2D(config.dropout, dtype="float32")(features)
    places = keras.layers.Conv2D(1, 1, use_bias=False, dtype="float32", name=MAP)(dropped)
    mean = keras.layers.GlobalAveragePooling2D(dtype="float32", name=HEAD_MEAN_LAYER)(places)
    outputs = {LOGIT: Bias(dtype="float32", name=LOGIT)(mean), MAP: places}
    outputs[EMBEDDING] = keras.layers.GlobalAveragePooling2D(dtype="float32", name=EMBEDDING)(features)
    dropped_embedding = keras.layers.Dropout(config.dropout, dtype="float32")(outputs[EMBEDDING])
    for name in OOD_HEADS:
        outputs[name] = keras.layers.Dense(1, dtype="float32", name=name)(dropped_embedding)
    return keras.Model(films, outputs, name="body")


@keras.saving.register_keras_serializable("pneumoscope")
class Bias(keras.layers.Layer):
    """Adds a learned scalar."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the scalar."""
        self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

    def call(self, values: keras.KerasTensor) -> keras.KerasTensor:
        """Add it to ``values`` (batch, 1)."""
        return values + self.bias
