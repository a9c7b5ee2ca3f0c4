"""The screening network: a small U-Net with two heads."""

from typing import TypeAlias

import keras
from keras import layers

from cxr.inference.screening import Picture

SIDE = 96
"""Pixels a side of its input. The lungs are found on a grid of half as many places."""

LUNGS, PICTURE, POPULATION = "lungs", "picture", "population"

FILTERS = (12, 24, 48, 64, 96, 160)
"""Filters at each resolution, from the full one down; a step down halves it."""

Tensor: TypeAlias = keras.KerasTensor


def build_screening() -> keras.Model:
    """Return the network: equalized films (batch, 96, 96, 1), 0-255 -> logits by name.

    ``lungs`` (batch, 48, 48, 1), ``picture`` (batch, 6) in the order of ``Picture``, ``population``
    (batch, 1). The U-Net is that of Ronneberger et al. (2015) with few filters, and one convolution a
    step up: 0.57 million weights.
    """
    films = keras.Input((SIDE, SIDE, 1), name="film")
    down = [_convolution(layers.Rescaling(1 / 127.5, -1)(films), FILTERS[0])]
    for filters in FILTERS[1:-1]:
        down.append(_convolution(_convolution(down[-1], filters, 2), filters))
    whole = _convolution(down[-1], FILTERS[-1], 2)
    pooled = [layers.GlobalAveragePooling2D()(values) for values in (*down[2:], whole)]
    seen = layers.Concatenate()([*pooled, layers.GlobalMaxPooling2D()(whole)])
    seen = layers.Dropout(0.3)(seen)
    up = down[-1]
    for beside, filters in ((down[3], 48), (down[2], 32), (down[1], 16)):
        larger = layers.UpSampling2D(interpolation="bilinear")(up)
        up = _convolution(layers.Concatenate()([larger, beside]), filters)
    outputs = {
        LUNGS: layers.Conv2D(1, 1, name=LUNGS)(up),
        PICTURE: _head(seen, 96, len(Picture), PICTURE),
        POPULATION: _head(seen, 64, 1, POPULATION),
    }
    return keras.Model(films, outputs, name="screening")


def _convolution(values: Tensor, filters: int, stride: int = 1) -> Tensor:
    values = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(values)
    return layers.Activation("relu")(layers.BatchNormalization(momentum=0.97)(values))


def _head(seen: Tensor, hidden: int, units: int, name: str) -> Tensor:
    values = layers.Dropout(0.3)(layers.Dense(hidden, activation="relu")(seen))
    return layers.Dense(units, name=name)(values)
