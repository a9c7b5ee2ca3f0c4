"""A film and its mirror image show the same thing: the map of one is the mirrored map of the other."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("pneumoscope")
class WithMirrored(keras.layers.Layer):
    """Adds the mirror images of a batch's first films to it; the identity outside training."""

    def __init__(self, count: int, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.count = count

    def call(self, films: keras.KerasTensor, training: bool = False) -> keras.KerasTensor:
        """(batch, height, width, 1) -> (batch + count, height, width, 1)."""
        if not (training and self.count):
            return films
        return ops.concatenate([films, ops.flip(films[: self.count], axis=2)])

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to make this layer again."""
        return {**super().get_config(), "count": self.count}


@keras.saving.register_keras_serializable("pneumoscope")
class WithoutMirrored(keras.layers.Layer):
    """What belongs to the films themselves."""

    def call(self, inputs: list[keras.KerasTensor]) -> keras.KerasTensor:
        """Values (batch + count, ...) and films (batch, ...) -> values (batch, ...)."""
        values, films = inputs
        return values[: ops.shape(films)[0]]


@keras.saving.register_keras_serializable("pneumoscope")
class MirrorGap(keras.layers.Layer):
    """How far the maps of mirror images are from mirrored maps, 0-1; 0 where there are none.

    There are none in validation. In training, each image has a dropout of its own: no gap is quite 0.
    """

    def __init__(self, count: int, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.count = count

    def call(self, inputs: list[keras.KerasTensor], training: bool = False) -> keras.KerasTensor:
        """Maps (batch + count, rows, columns, 1) and films (batch, ...) -> (batch, 1), the same for all."""
        maps, films = inputs
        batch = ops.shape(films)[0]
        gap = ops.zeros_like(maps[:batch, 0, 0])
        if not (training and self.count):
            return gap
        mirrored = ops.flip(maps[batch:], axis=2)
        own = maps[: ops.shape(mirrored)[0]]
        size = ops.sum(ops.abs(own) + ops.abs(mirrored), axis=(1, 2, 3))
        return gap + ops.mean(ops.sum(ops.abs(own - mirrored), axis=(1, 2, 3)) / (size + 1e-2))

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to make this layer again."""
        return {**super().get_config(), "count": self.count}
