"""The network: a backbone, a head whose activation map is exact, and what tells its limits."""

import keras
from keras import ops

from training.config import Config
from training.errors import TrainingError
from training.networks.backbones import BACKBONES
from training.networks.fused_layers import quicken

LOGIT, MAP, EMBEDDING = "logit", "activation_map", "embedding"
SCREENING = ("recognition", "population")
"""Is it an upright chest film? Is it one of those that the model was fitted on? Both are logits."""

HEAD_MEAN_LAYER = "head_mean"


def build(config: Config, pretrained: str | None = None, *, quick: bool = False) -> keras.Model:
    """Films (batch, height, width, 1), 0-255 -> the outputs that are served, all float32.

    ``logit`` (batch, 1), ``activation_map`` (batch, rows, columns, 1), ``embedding`` (batch,
    features), ``recognition`` and ``population`` (batch, 1). The head is a 1x1 convolution of the
    last features, averaged, plus a bias: the same as average pooling and a dense layer, but each
    place's share of the logit can be read off (class activation mapping, Zhou et al. 2016).
    ``pretrained`` may be "imagenet"; ``quick`` is the same network, faster to fit. Raises TrainingError
    for an unknown architecture, or where the published weights cannot be had.
    """
    if config.architecture not in BACKBONES:
        raise TrainingError(f"unknown architecture '{config.architecture}'; known: {', '.join(BACKBONES)}")
    films = keras.Input((None, None, 1), name="film")
    backbone = BACKBONES[config.architecture](pretrained)
    if quick:
        backbone = quicken(backbone)
    features = backbone(ops.repeat(films, 3, axis=-1))
    features = keras.layers.Activation("linear", dtype="float32", name="features")(features)
    dropped = keras.layers.SpatialDropout2D(config.dropout, dtype="float32")(features)
    places = keras.layers.Conv2D(1, 1, use_bias=False, dtype="float32", name=MAP)(dropped)
    mean = keras.layers.GlobalAveragePooling2D(dtype="float32", name=HEAD_MEAN_LAYER)(places)
    outputs = {LOGIT: Bias(dtype="float32", name=LOGIT)(mean), MAP: places}
    outputs[EMBEDDING] = keras.layers.GlobalAveragePooling2D(dtype="float32", name=EMBEDDING)(features)
    seen = keras.layers.Dropout(config.dropout, dtype="float32")(outputs[EMBEDDING])
    for name in SCREENING:
        outputs[name] = keras.layers.Dense(1, dtype="float32", name=name)(seen)
    return keras.Model(films, outputs, name="body")


@keras.saving.register_keras_serializable("pneumoscope")
class Bias(keras.layers.Layer):
    """Adds one learned number."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the number."""
        self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

    def call(self, values: keras.KerasTensor) -> keras.KerasTensor:
        """(batch, 1) -> (batch, 1)."""
        return values + self.bias
