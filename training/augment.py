"""How films vary that show the same thing: pose, exposure, sharpness, noise, things in the way."""

import math
from typing import TypeAlias

import keras
from keras import ops

Tensor: TypeAlias = keras.KerasTensor


@keras.saving.register_keras_serializable("pneumoscope")
class Augment(keras.layers.Layer):
    """Random geometry of a film and its mask alike, and exposure of the film; the identity outside training.

    Takes and gives the film and its mask, each (batch, height, width, 1) float32, 0-255 and 0-1.
    Written in ``keras.ops``, so that it runs on TensorFlow and on JAX alike.
    """

    def __init__(self, seed: int = 0, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, inputs: list[Tensor], training: bool = False) -> list[Tensor]:
        """Vary each film on its own."""
        film, mask = inputs
        if not training:
            return [film, mask]
        moved = self._move(ops.concatenate([film, 255 * mask], axis=-1))
        film, mask = moved[..., :1], moved[..., 1:] / 255
        film = self._light(self._expose(self._focus(film)))
        return [ops.clip(self._occlude(self._noise(film)), 0, 255), mask]

    def _uniform(self, films: Tensor, low: float, high: float) -> Tensor:
        return keras.random.uniform((ops.shape(films)[0],), low, high, seed=self.random)

    def _each(self, films: Tensor, low: float, high: float) -> Tensor:
        return self._uniform(films, low, high)[:, None, None, None]

    def _move(self, films: Tensor) -> Tensor:
        """Mirror half of the films; turn, shear, scale and shift three of four.

        By up to 12 degrees, 0.1, 0.82-1.22 an axis and 8 percent. Moving leaves black edges. A network
        that never met a film without them takes the lack of them for a sign: its logit fell by 1 on
        films as they are. The same films are cropped.
        """
        height, width = ops.cast(ops.shape(films)[1], "float32"), ops.cast(ops.shape(films)[2], "float32")
        far = ops.relu(self._uniform(films, -1 / 3, 1))
        angle = far * self._uniform(films, -math.pi / 15, math.pi / 15)
        shear = far * self._uniform(films, -0.1, 0.1)
        mirror = ops.sign(self._uniform(films, -1, 1))
        kept_wide, off_x = self._crop(far)
        kept_high, off_y = self._crop(far)
        wide = mirror * kept_wide * ops.exp(far * self._uniform(films, -0.2, 0.2))
        high = kept_high * ops.exp(far * self._uniform(films, -0.2, 0.2))
        a, b = wide * ops.cos(angle), -high * ops.sin(angle + shear)
        c, d = wide * ops.sin(angle), high * ops.cos(angle + shear)
        x, y = (width - 1) / 2, (height - 1) / 2
        to_x = x + (off_x + far * self._uniform(films, -0.08, 0.08)) * width
        to_y = y + (off_y + far * self._uniform(films, -0.08, 0.08)) * height
        zero = ops.zeros_like(a)
        rows = [a, b, to_x - a * x - b * y, c, d, to_y - c * x - d * y, zero, zero]
        return ops.image.affine_transform(
            films, ops.stack(rows, axis=1), interpolation="bilinear", fill_mode="constant"
        )

    def _crop(self, far: Tensor) -> tuple[Tensor, Tensor]:
        """Of an axis of each film, what share is kept, 0.67-1, and how far off its middle.

        How much of neck and belly a film shows depends on who took it. Where ill children's films are
        cropped closer than others, a network takes the cropping for the illness: the logits of normal
        films rose by 4 where a tenth was missing at the top and the bottom.
        """
        kept = ops.exp(ops.sign(far) * self._uniform(far, -0.4, 0))
        return kept, (1 - kept) * self._uniform(far, -0.5, 0.5)

    def _focus(self, films: Tensor) -> Tensor:
        """From blurred to sharpened, so that no camera, scaling or file format can be told by it."""
        blurred = ops.average_pool(films, 3, strides=1, padding="same")
        blurred = ops.average_pool(blurred, 3, strides=1, padding="same")
        return films + self._each(films, -0.6, 1.0) * (blurred - films)

    def _expose(self, films: Tensor) -> Tensor:
        """Gamma 0.61-1.65, contrast 0.6-1.4 about the film's mean, brightness of up to 30 levels."""
        films = 255 * ops.power(ops.clip(films, 0, 255) / 255 + 1e-6, ops.exp(self._each(films, -0.5, 0.5)))
        mean = ops.mean(films, axis=(1, 2, 3), keepdims=True)
        return mean + self._each(films, 0.6, 1.4) * (films - mean) + self._each(films, -30, 30)

    def _light(self, films: Tensor) -> Tensor:
        """Darken one side by up to a quarter, as an uneven exposure does."""
        down, across = _places(films)
        slope = self._each(films, -0.5, 0.5) * (down - 0.5) + self._each(films, -0.5, 0.5) * (across - 0.5)
        return films * (1 + slope)

    def _noise(self, films: Tensor) -> Tensor:
        """Grain with a standard deviation of up to 12 levels."""
        return films + self._each(films, 0, 12) * keras.random.normal(ops.shape(films), seed=self.random)

    def _occlude(self, films: Tensor) -> Tensor:
        """Cover a box of up to 30 percent a side with one grey, in half of the films."""
        down, across = _places(films)
        in_rows = ops.abs(down - self._each(films, 0, 1)) < self._each(films, 0.03, 0.15)
        in_columns = ops.abs(across - self._each(films, 0, 1)) < self._each(films, 0.03, 0.15)
        covered = ops.logical_and(ops.logical_and(in_rows, in_columns), self._each(films, 0, 1) < 0.5)
        return ops.where(covered, self._each(films, 0, 255), films)

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to make this layer again."""
        return {**super().get_config(), "seed": self.seed}


def _places(films: Tensor) -> tuple[Tensor, Tensor]:
    """Where each row and each column of the films lies, 0-1: (1, height, 1, 1) and (1, 1, width, 1)."""
    height, width = ops.shape(films)[1], ops.shape(films)[2]
    down = ops.cast(ops.arange(height), "float32") / ops.cast(height - 1, "float32")
    across = ops.cast(ops.arange(width), "float32") / ops.cast(width - 1, "float32")
    return down[None, :, None, None], across[None, None, :, None]
