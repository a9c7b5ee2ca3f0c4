"""What is fitted: the network behind random variation, and what losses are taken of."""

import keras
from keras import ops

from training.augmentation.augment import Augment
from training.config import OWN_FRAMING, Config
from training.networks.network import LOGIT, MAP, SCREENING

OUTSIDE = "outside_lungs"
"""The share of activation outside the lungs, best at 0."""


@keras.saving.register_keras_serializable("pneumoscope")
class Trainer(keras.Model):
    """``body`` behind random variation.

    Takes ``film`` (batch, size, size, 1), 0-255, and ``lungs``, the same shape, 0-1, which is moved
    as the film is. Gives (batch, 1) each: the logits, and the share of activation outside the lungs.
    """

    def __init__(
        self,
        body: keras.Model,
        seed: int,
        own_framing: float = OWN_FRAMING,
        **kwargs: object,
    ) -> None:
        # Films keep their precision, and the model its policy, by which Keras scales float16's losses.
        super().__init__(autocast=False, **kwargs)
        self.augment = Augment(seed, own_framing, dtype="float32", name="augment")
        self.body, self.seed = body, seed
        self.built = True  # its parts are

    def call(
        self, inputs: dict[str, keras.KerasTensor], training: bool = False
    ) -> dict[str, keras.KerasTensor]:
        """Vary the films, then answer."""
        varied, lungs = self.augment([inputs["film"], inputs["lungs"]], training=training)
        answers = self.body(varied, training=training)
        fitted = {name: answers[name] for name in (LOGIT, *SCREENING)}
        return fitted | {OUTSIDE: outside_share(answers[MAP], lungs)}

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to be made again."""
        choices = {"seed": self.seed, "own_framing": self.augment.own_framing}
        return {"name": self.name, **choices, "body": keras.saving.serialize_keras_object(self.body)}

    @classmethod
    def from_config(cls, config: dict[str, object]) -> "Trainer":
        """The model of which ``config`` was got."""
        return cls(**{**config, "body": keras.saving.deserialize_keras_object(config["body"])})


def build_trainer(body: keras.Model, config: Config) -> Trainer:
    """``body`` to be fitted as ``config`` says."""
    return Trainer(body, config.seed, config.own_framing, name="trainer")


def outside_share(activation: keras.KerasTensor, lungs: keras.KerasTensor) -> keras.KerasTensor:
    """How much of what speaks for pneumonia lies outside the lungs, 0-1.

    Maps (batch, rows, columns, 1) and lungs (batch, height, width, 1), 0-1 -> (batch, 1).
    """
    down = _cells(ops.shape(lungs)[1], ops.shape(activation)[1])
    across = _cells(ops.shape(lungs)[2], ops.shape(activation)[2])
    inside = ops.einsum("ry,byxc,kx->brkc", down, lungs, across)
    positive = ops.relu(activation)
    outside = ops.sum(positive * (1 - inside), axis=(1, 2))
    return outside / (ops.sum(positive, axis=(1, 2)) + 1e-2)


def _cells(pixels: int, cells: int) -> keras.KerasTensor:
    """(cells, pixels): each cell's mean over the pixels that it covers, in shares of them."""
    wide = ops.cast(pixels, "float32") / ops.cast(cells, "float32")
    starts = ops.cast(ops.arange(cells), "float32")[:, None] * wide
    at = ops.cast(ops.arange(pixels), "float32")[None, :]
    return ops.relu(ops.minimum(starts + wide, at + 1) - ops.maximum(starts, at)) / wide
