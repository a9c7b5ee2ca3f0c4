"""The finding network: a backbone of stride 16, and a map of log-odds."""

import keras
from keras import ops

from training.config import Config
from training.errors import TrainingError
from training.networks.backbones import BACKBONES
from training.networks.fused_layers import with_fused_layers

MAP, BODY = "activation_map", "body"

LOGIT, CLEAR_LOGIT = "logit", "clear_logit"
"""Outputs in training: the log-odds of a film, and of the part of it that is known to be clear."""


def build(config: Config, pretrained: str | None = None, *, fused: bool = False) -> keras.Model:
    """Return the network: films (batch, side, side, 1), 0-255 -> log-odds (batch, cells, cells, 1), float32.

    One cell covers 16 by 16 pixels, and the log-odds of a film are a function of the cells alone
    (``cxr.inference.activation_map``), so the map is the evidence. ``pretrained`` may be "imagenet".
    ``fused`` is faster to train and has the same outputs. Raise TrainingError for an unknown
    architecture, or if the published weights are not available.
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
    cells = keras.layers.Conv2D(1, 1, dtype="float32", name=MAP)(dropped)
    return keras.Model(films, cells, name=BODY)
