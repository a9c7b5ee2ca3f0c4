"""A finished run as a teacher: another learns its answers, besides the films' own."""

from pathlib import Path

import keras

from training.config import CONFIG, Config
from training.model import LOGIT, build
from training.weights import WEIGHTS, load_weights


def load_teacher(run: Path) -> keras.Model:
    """The network of ``run``, fixed: films (batch, height, width, 1), 0-255 -> logit (batch, 1).

    Raises TrainingError where ``run`` is not finished or is damaged.
    """
    body = build(Config.load(run / CONFIG))
    load_weights(body, run / WEIGHTS)
    teacher = keras.Model(body.input, body.output[LOGIT], name="teacher")
    teacher.trainable = False
    return teacher
