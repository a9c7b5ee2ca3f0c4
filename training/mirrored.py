"""A film and its mirror image show the same thing: the map of one is the mirrored map of the other."""

import keras
from keras import ops


def with_mirrored(films: keras.KerasTensor) -> keras.KerasTensor:
    """Films (count, height, width, 1), then their mirror images: (2 * count, height, width, 1)."""
    return ops.concatenate([films, ops.flip(films, axis=2)])


def mirror_gap(maps: keras.KerasTensor) -> keras.KerasTensor:
    """How far the maps of mirror images are from mirrored maps: 0 where they follow, 1 where none meets.

    Maps of films and of their mirror images (2 * count, rows, columns, 1) -> one number, ().
    """
    count = ops.shape(maps)[0] // 2
    own, mirrored = maps[:count], ops.flip(maps[count:], axis=2)
    size = ops.sum(ops.abs(own) + ops.abs(mirrored), axis=(1, 2, 3))
    return ops.mean(ops.sum(ops.abs(own - mirrored), axis=(1, 2, 3)) / (size + 1e-2))
