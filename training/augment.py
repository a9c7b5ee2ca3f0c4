"""How films vary that show the same thing: pose, exposure, noise."""

import math

import keras
from keras import ops


@keras.saving.register_keras_serializable("pneumoscope")
class Augment(keras.layers.Layer):
    """Random geometry, exposure and noise; the identity outside training.

    Takes and gives (batch, height, width, 1) float32, 0-255. Written in ``keras.ops``, so that it
    runs on TensorFlow and on JAX alike.
    """

    def __init__(self, seed: int = 0, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, films: keras.KerasTensor, training: bool = False) -> keras.KerasTensor:
        """Vary each film on its own."""
        if not training:
            return films
        return ops.clip(self._noise(self._expose(self._move(films))), 0, 255)

    def _uniform(self, films: keras.KerasTensor, low: float, high: float) -> keras.KerasTensor:
        return keras.random.uniform((ops.shape(films)[0],), low, high, seed=self.random)

    def _move(self, films: keras.KerasTensor) -> keras.KerasTensor:
        """Rotate by up to 12 degrees, shear, scale each axis by 0.85-1.15, shift, mirror half."""
        height, width = ops.cast(ops.shape(films)[1], "float32"), ops.cast(ops.shape(films)[2], "float32")
        angle = self._uniform(films, -math.pi / 15, math.pi / 15)
        shear = self._uniform(films, -0.1, 0.1)
        mirror = ops.sign(self._uniform(films, -1, 1))
        wide = mirror * ops.exp(self._uniform(films, -0.16, 0.16))
        high = ops.exp(self._uniform(films, -0.16, 0.16))
        a, b = wide * ops.cos(angle), -high * ops.sin(angle + shear)
        c, d = wide * ops.sin(angle), high * ops.cos(angle + shear)
        x, y = (width - 1) / 2, (height - 1) / 2
        to_x = x + self._uniform(films, -0.08, 0.08) * width
        to_y = y + self._uniform(films, -0.08, 0.08) * height
        zero = ops.zeros_like(a)
        rows = [a, b, to_x - a * x - b * y, c, d, to_y - c * x - d * y, zero, zero]
        return ops.image.affine_transform(
            films, ops.stack(rows, axis=1), interpolation="bilinear", fill_mode="constant"
        )

    def _expose(self, films: keras.KerasTensor) -> keras.KerasTensor:
        """Gamma 0.67-1.5, contrast 0.7-1.3 about the film's mean, brightness of up to 25 levels."""
        gamma = ops.exp(self._uniform(films, -0.4, 0.4))[:, None, None, None]
        contrast = self._uniform(films, 0.7, 1.3)[:, None, None, None]
        brightness = self._uniform(films, -25, 25)[:, None, None, None]
        films = 255 * ops.power(ops.clip(films, 0, 255) / 255 + 1e-6, gamma)
        mean = ops.mean(films, axis=(1, 2, 3), keepdims=True)
        return ops.clip(mean + contrast * (films - mean) + brightness, 0, 255)

    def _noise(self, films: keras.KerasTensor) -> keras.KerasTensor:
        """Grain with a standard deviation of up to 10 levels."""
        strength = self._uniform(films, 0, 10)[:, None, None, None]
        return films + strength * keras.random.normal(ops.shape(films), seed=self.random)

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to make this layer again."""
        return {**super().get_config(), "seed": self.seed}
