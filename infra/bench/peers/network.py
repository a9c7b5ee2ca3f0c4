"""The shipped network in float, from the weights that are kept with its report."""

from pathlib import Path

import keras

from training.config import Config
from training.networks.network import build
from training.networks.weights import load_weights


def load_keras(report: Path) -> keras.Model:
    """The network of ``report``: films (batch, size, size, 1), 0-255 -> its outputs by name."""
    model = build(Config.load(report / "config.json"))
    load_weights(model, report / "weights.npz")
    return model
