"""The model that is trained: the network behind augmentation, with the outputs that have a loss."""

import keras
from keras import ops

from training.augmentation.augment import Augment
from training.config import OWN_FRAMING, Config
from training.networks.network import LOGIT, MAP, OOD_HEADS

OUTSIDE = "outside_lungs"
"""Share of positive activation outside the lungs. Its target is 0."""


@keras.saving.register_keras_serializable("pneumoscope")
class TrainingModel(keras.Model):
    """The network ``body`` behind augmentation.

    Inputs are ``film`` (batch, size, size, 1), 0-255, and ``lungs``, the same shape, 0-1, which moves
    with the film. Outputs, (batch, 1) each, are the logits and ``OUTSIDE``.
    """

    def __init__(
        self, body: keras.Model, seed: int, own_framing: float = OWN_FRAMING, **kwargs: object
    ) -> None:
        # Without autocast, films stay float32. The model keeps its policy, which scales float16's losses.
        super().__init__(autocast=False, **kwargs)
        self.augment = Augment(seed, own_framing, dtype="float32", name="augment")
        self.body, self.seed = body, seed
        self.built = True  # its parts are built

    def call(
        self, inputs: dict[str, keras.KerasTensor], training: bool = False
    ) -> dict[str, keras.KerasTensor]:
        """Augment the films, then run the network."""
        films, lungs = self.augment([inputs["film"], inputs["lungs"]], training=training)
        outputs = self.body(films, training=training)
        logits = {name: outputs[name] for name in (LOGIT, *OOD_HEADS)}
        return logits | {OUTSIDE: outside_share(outputs[MAP], lungs)}

    def get_config(self) -> dict[str, object]:
        """Return the arguments of this model, with its network."""
        settings = {"seed": self.seed, "own_framing": self.augment.own_framing}
        return {"name": self.name, **settings, "body": keras.saving.serialize_keras_object(self.body)}

    @classmethod
    def from_config(cls, config: dict[str, object]) -> "TrainingModel":
        """Return the model of a stored ``config``."""
        return cls(**{**config, "body": keras.saving.deserialize_keras_object(config["body"])})


def build_training_model(body: keras.Model, config: Config) -> TrainingModel:
    """Return the model that trains ``body``."""
    return TrainingModel(body, config.seed, config.own_framing, name="training_model")


def outside_share(activation: keras.KerasTensor, lungs: keras.KerasTensor) -> keras.KerasTensor:
    """Return the share of positive activation outside the lungs, 0-1: (batch, 1).

    ``activation`` (batch, rows, columns, 1); ``lungs`` (batch, height, width, 1), 0-1.
    """
    down = _cells(ops.shape(lungs)[1], ops.shape(activation)[1])
    across = _cells(ops.shape(lungs)[2], ops.shape(activation)[2])
    inside = ops.einsum("ry,byxc,kx->brkc", down, lungs, across)
    positive = ops.relu(activation)
    outside = ops.sum(positive * (1 - inside), axis=(1, 2))
    return outside / (ops.sum(positive, axis=(1, 2)) + 1e-2)


def _cells(pixels: int, cells: int) -> keras.KerasTensor:
    """Return (cells, pixels): the weights under which each cell is the mean of the pixels it covers."""
    wide = ops.cast(pixels, "float32") / ops.cast(cells, "float32")
    starts = ops.cast(ops.arange(cells), "float32")[:, None] * wide
    at = ops.cast(ops.arange(pixels), "float32")[None, :]
    return ops.relu(ops.minimum(starts + wide, at + 1) - ops.maximum(starts, at)) / wide
