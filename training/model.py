"""The network: a backbone, a head whose activation map is exact, and what tells its limits."""

import keras
from keras import ops

from training.augment import Augment
from training.backbones import BACKBONES
from training.config import Config
from training.errors import TrainingError
from training.mirrored import FirstMirrored, MirrorGap

LOGIT, MAP, EMBEDDING = "logit", "activation_map", "embedding"
SCREENING = ("recognition", "population")
"""Is it an upright chest film? Is it one of those that the model was fitted on? Both are logits."""

OUTSIDE, FROM_TEACHER, MIRROR_GAP = "outside_lungs", "from_teacher", "mirror_gap"
MIRRORED = 2
"""First films of a batch that are shown mirrored, too, where maps are compared: they show pneumonia."""

HEAD_MEAN_LAYER = "head_mean"


def build(config: Config, pretrained: str | None = None) -> keras.Model:
    """Films (batch, height, width, 1), 0-255 -> the outputs that are served, all float32.

    ``logit`` (batch, 1), ``activation_map`` (batch, rows, columns, 1), ``embedding`` (batch,
    features), ``recognition`` and ``population`` (batch, 1). The head is a 1x1 convolution of the
    last features, averaged, plus a bias: the same as average pooling and a dense layer, but each
    place's share of the logit can be read off (class activation mapping, Zhou et al. 2016).
    ``pretrained`` may be "imagenet". Raises TrainingError for an unknown architecture, or where the
    published weights cannot be had.
    """
    if config.architecture not in BACKBONES:
        raise TrainingError(f"unknown architecture '{config.architecture}'; known: {', '.join(BACKBONES)}")
    films = keras.Input((None, None, 1), name="film")
    features = BACKBONES[config.architecture](pretrained)(ops.repeat(films, 3, axis=-1))
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


def build_trainer(body: keras.Model, config: Config, teacher: keras.Model | None = None) -> keras.Model:
    """``body`` behind random variation, with the share of its activation outside the lungs.

    Takes ``film`` (batch, size, size, 1), 0-255, and ``lungs``, the same shape, 0-1, which is moved
    as the film is. ``teacher`` gives the logit (batch, 1) that it would answer to the same varied film.
    Gives what losses are taken of. Where mirror images count, the maps of the first films are compared
    without dropout: where each image has one of its own, flat maps differ the least.
    """
    film = keras.Input((None, None, 1), name="film")
    lungs = keras.Input((None, None, 1), name="lungs")
    varied, moved = Augment(config.seed, dtype="float32", name="augment")([film, lungs])
    outputs = body(varied)
    fitted = {name: outputs[name] for name in (LOGIT, *SCREENING)}
    fitted[OUTSIDE] = OutsideShare(dtype="float32", name=OUTSIDE)([outputs[MAP], moved])
    fitted[MIRROR_GAP] = ops.zeros_like(outputs[LOGIT])
    if config.mirror_guidance:
        pairs = FirstMirrored(MIRRORED, dtype="float32")(varied)
        maps = body(pairs, training=False)[MAP]
        fitted[MIRROR_GAP] += MirrorGap(dtype="float32", name=MIRROR_GAP)(maps)
    taught = teacher(varied, training=False) if teacher else outputs[LOGIT]
    fitted[FROM_TEACHER] = Divergence(dtype="float32", name=FROM_TEACHER)([outputs[LOGIT], taught])
    return keras.Model({"film": film, "lungs": lungs}, fitted, name="trainer")


@keras.saving.register_keras_serializable("pneumoscope")
class Bias(keras.layers.Layer):
    """Adds one learned number."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the number."""
        self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

    def call(self, values: keras.KerasTensor) -> keras.KerasTensor:
        """(batch, 1) -> (batch, 1)."""
        return values + self.bias


@keras.saving.register_keras_serializable("pneumoscope")
class OutsideShare(keras.layers.Layer):
    """How much of what speaks for pneumonia lies outside the lungs, 0-1."""

    def call(self, inputs: list[keras.KerasTensor]) -> keras.KerasTensor:
        """Map (batch, rows, columns, 1) and lungs (batch, height, width, 1), 0-1 -> (batch, 1)."""
        activation, lungs = inputs
        down = _cells(ops.shape(lungs)[1], ops.shape(activation)[1])
        across = _cells(ops.shape(lungs)[2], ops.shape(activation)[2])
        inside = ops.einsum("ry,byxc,kx->brkc", down, lungs, across)
        positive = ops.relu(activation)
        outside = ops.sum(positive * (1 - inside), axis=(1, 2))
        return outside / (ops.sum(positive, axis=(1, 2)) + 1e-2)


@keras.saving.register_keras_serializable("pneumoscope")
class Divergence(keras.layers.Layer):
    """How far a probability is from a teacher's, both softened (Hinton et al. 2015): 0 where they agree."""

    TEMPERATURE = 2.0
    """Divides both logits, so that films of which the teacher is sure still tell how sure it is."""

    def call(self, inputs: list[keras.KerasTensor]) -> keras.KerasTensor:
        """Logits, own and the teacher's, (batch, 1) -> Kullback-Leibler divergence in nats, (batch, 1)."""
        own, taught = (logit / self.TEMPERATURE for logit in inputs)
        probability = ops.sigmoid(taught)
        between = probability * (taught - own) + ops.softplus(own) - ops.softplus(taught)
        return self.TEMPERATURE**2 * between  # as its gradient shrinks by the square


def _cells(pixels: int, cells: int) -> keras.KerasTensor:
    """(cells, pixels): each cell's mean over the pixels that it covers, in shares of them."""
    wide = ops.cast(pixels, "float32") / ops.cast(cells, "float32")
    starts = ops.cast(ops.arange(cells), "float32")[:, None] * wide
    at = ops.cast(ops.arange(pixels), "float32")[None, :]
    return ops.relu(ops.minimum(starts + wide, at + 1) - ops.maximum(starts, at)) / wide
