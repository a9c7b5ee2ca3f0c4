"""What is fitted: the network behind random variation, and what losses are taken of."""

import keras
from keras import ops

from training.augment import OWN_FRAMING, Augment
from training.config import Config
from training.mirrored import mirror_gap, with_mirrored
from training.model import LOGIT, MAP, SCREENING

OUTSIDE, FROM_TEACHER, MIRROR_GAP = "outside_lungs", "from_teacher", "mirror_gap"
GAPS = (OUTSIDE, FROM_TEACHER, MIRROR_GAP)
"""Each is best at 0."""

MIRRORED = 2
"""First films of a batch whose maps are compared with those of their mirror images: in training, films
that show pneumonia."""

TEMPERATURE = 2.0
"""Divides logits before they are compared, so that films of which a teacher is sure still tell how sure."""


@keras.saving.register_keras_serializable("pneumoscope")
class Trainer(keras.Model):
    """``body`` behind random variation.

    Takes ``film`` (batch, size, size, 1), 0-255, and ``lungs``, the same shape, 0-1, which is moved
    as the film is. Gives (batch, 1) each: the logits, the share of activation outside the
    lungs, how far the logit is from that of ``teacher``, and how far the maps of the first
    ``mirrored`` films are from those of their mirror images, the same for all.

    Written as a class, since a functional model passes ``training`` on to each layer, whatever its
    graph says: a teacher would answer, and maps would be compared, with dropout at work. Where each
    image has a dropout of its own, flat maps differ the least.
    """

    def __init__(
        self,
        body: keras.Model,
        seed: int,
        mirrored: int,
        teacher: keras.Model | None,
        own_framing: float = OWN_FRAMING,
        **kwargs: object,
    ) -> None:
        # Films keep their precision, and the model its policy, by which Keras scales float16's losses.
        super().__init__(autocast=False, **kwargs)
        self.augment = Augment(seed, own_framing, dtype="float32", name="augment")
        self.body, self.seed, self.mirrored, self.teacher = body, seed, mirrored, teacher
        self.built = True  # its parts are

    def call(
        self, inputs: dict[str, keras.KerasTensor], training: bool = False
    ) -> dict[str, keras.KerasTensor]:
        """Vary the films, then answer."""
        varied, lungs = self.augment([inputs["film"], inputs["lungs"]], training=training)
        answers = self.body(varied, training=training)
        logit = answers[LOGIT]
        nothing = ops.zeros_like(logit)
        fitted = {name: answers[name] for name in (LOGIT, *SCREENING)}
        fitted |= {OUTSIDE: outside_share(answers[MAP], lungs), FROM_TEACHER: nothing, MIRROR_GAP: nothing}
        if self.teacher:
            fitted[FROM_TEACHER] = divergence(logit, self.teacher(varied, training=False))
        if self.mirrored:
            pairs = with_mirrored(varied[: self.mirrored])
            fitted[MIRROR_GAP] = nothing + mirror_gap(self.body(pairs, training=False)[MAP])
        return fitted

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to be made again."""
        parts = {"body": self.body, "teacher": self.teacher}
        stored = {name: keras.saving.serialize_keras_object(part) for name, part in parts.items()}
        choices = {"seed": self.seed, "mirrored": self.mirrored, "own_framing": self.augment.own_framing}
        return {"name": self.name, **choices, **stored}

    @classmethod
    def from_config(cls, config: dict[str, object]) -> "Trainer":
        """The model of which ``config`` was got."""
        parts = {name: keras.saving.deserialize_keras_object(config[name]) for name in ("body", "teacher")}
        return cls(**{**config, **parts})


def build_trainer(body: keras.Model, config: Config, teacher: keras.Model | None = None) -> Trainer:
    """``body`` to be fitted as ``config`` says."""
    mirrored = MIRRORED if config.mirror_guidance else 0
    return Trainer(body, config.seed, mirrored, teacher, config.own_framing, name="trainer")


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


def divergence(own: keras.KerasTensor, taught: keras.KerasTensor) -> keras.KerasTensor:
    """How far a probability is from a teacher's, both softened (Hinton et al. 2015): 0 where they agree.

    Logits, own and the teacher's, (batch, 1) -> Kullback-Leibler divergence in nats, (batch, 1).
    """
    own, taught = own / TEMPERATURE, taught / TEMPERATURE
    probability = ops.sigmoid(taught)
    between = probability * (taught - own) + ops.softplus(own) - ops.softplus(taught)
    return TEMPERATURE**2 * between  # as its gradient shrinks by the square


def _cells(pixels: int, cells: int) -> keras.KerasTensor:
    """(cells, pixels): each cell's mean over the pixels that it covers, in shares of them."""
    wide = ops.cast(pixels, "float32") / ops.cast(cells, "float32")
    starts = ops.cast(ops.arange(cells), "float32")[:, None] * wide
    at = ops.cast(ops.arange(pixels), "float32")[None, :]
    return ops.relu(ops.minimum(starts + wide, at + 1) - ops.maximum(starts, at)) / wide
