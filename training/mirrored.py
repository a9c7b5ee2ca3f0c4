"""A film and its mirror image show the same thing: the map of one is the mirrored map of the other."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("pneumoscope")
class FirstMirrored(keras.layers.Layer):
    """The first films of a batch, then their mirror images."""

    def __init__(self, count: int, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.count = count

    def call(self, films: keras.KerasTensor) -> keras.KerasTensor:
        """(batch, height, width, 1) -> (2 * count, height, width, 1), or of all where there are fewer."""
        first = films[: self.count]
        return ops.concatenate([first, ops.flip(first, axis=2)])

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to make this layer again."""
        return {**super().get_config(), "count": self.count}


@keras.saving.register_keras_serializable("pneumoscope")
class MirrorGap(keras.layers.Layer):
    """How far the maps of mirror images are from mirrored maps: 0 where they follow, 1 where none meets."""

    def call(self, maps: keras.KerasTensor) -> keras.KerasTensor:
        """Maps of films and of their mirror images (2 * count, rows, columns, 1) -> one number, ()."""
        count = ops.shape(maps)[0] // 2
        own, mirrored = maps[:count], ops.flip(maps[count:], axis=2)
        size = ops.sum(ops.abs(own) + ops.abs(mirrored), axis=(1, 2, 3))
        return ops.mean(ops.sum(ops.abs(own - mirrored), axis=(1, 2, 3)) / (size + 1e-2))
