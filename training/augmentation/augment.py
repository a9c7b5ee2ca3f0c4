"""Augmentation of films in training: framing, pose, exposure, sharpness, noise and occlusion."""

import math
from typing import TypeAlias

import keras
from keras import ops

from training.config import OWN_FRAMING

Tensor: TypeAlias = keras.KerasTensor

CROPPED = 3 / 8
"""Share of the reframed films that are cropped within their own field of view."""

TYPICAL_FRAME = (0.48, 0.51, 0.236, 0.181)
"""Typical centre of the lungs across and down, and their standard deviations, in shares of a side."""

ACROSS, DOWN = (0.40, 0.56), (0.40, 0.62)
"""Range for the centre of the lungs, in shares of a side."""

WIDE, HIGH = (0.198, 0.235, 0.317), (0.150, 0.183, 0.259)
"""Standard deviations of the lungs across and down after reframing, in shares of a side: those of the loosest
films, of closely framed films, and closer than most."""

TEXTURE_PATCHES = (56, 28)
"""Patches a side of the added texture: of four and eight pixels at 224."""

SEEN_X, SEEN_Y = (1.7, 2.3), (1.8, 2.5)
"""Distance from the lungs' centre to the edge of the field, in standard deviations. Few films end sooner."""


@keras.saving.register_keras_serializable("pneumoscope")
class Augment(keras.layers.Layer):
    """Random geometry of a film and its mask, and random exposure of the film. Identity outside training.

    Input and output are the film and its lung mask, each (batch, height, width, 1) float32, 0-255 and
    0-1. ``own_framing`` is the share of the films that keep their framing. Only ``keras.ops`` are used,
    so the layer runs on TensorFlow and on JAX.
    """

    def __init__(self, seed: int = 0, own_framing: float = OWN_FRAMING, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.seed, self.own_framing = seed, own_framing
        self.random = keras.random.SeedGenerator(seed)

    def call(self, inputs: list[Tensor], training: bool = False) -> list[Tensor]:
        """Augment each film independently."""
        film, mask = inputs
        if not training:
            return [film, mask]
        moved = self._move(film, mask)
        film, mask = moved[..., :1], moved[..., 1:] / 255
        film = self._light(self._expose(self._focus(film)))
        return [ops.clip(self._occlude(self._noise(film)), 0, 255), mask]

    def _uniform(self, films: Tensor, low: float, high: float) -> Tensor:
        return keras.random.uniform((ops.shape(films)[0],), low, high, seed=self.random)

    def _each(self, films: Tensor, low: float, high: float) -> Tensor:
        return self._uniform(films, low, high)[:, None, None, None]

    def _move(self, film: Tensor, mask: Tensor) -> Tensor:
        """Mirror half of the films, and reframe most around their lungs: film and mask together, 0-255.

        Framing and original aspect ratio predict pneumonia: the place and extent of the lungs alone rank
        children's films far better than chance (``python -m training framing``), and a network learns
        that instead of the disease. So the place of the lungs on the film, their width and height, and
        the field around them are drawn at random, from the same distributions for every film, also if no
        lungs are found. ``CROPPED`` films keep their surroundings, and are cropped to the framing of the
        closest ones unless they are closer already, so that neither black edges nor a loose framing
        identify them. The others are rotated by up to 12 degrees, sheared by up to 0.1, and black beyond
        the field.
        The share ``own_framing`` is not reframed, and its framing still predicts the label: a network
        that never met a whole film gives lower outputs for one, with or without pneumonia.
        """
        height, width = ops.cast(ops.shape(film)[1], "float32"), ops.cast(ops.shape(film)[2], "float32")
        own_x, own_y, own_wide, own_high = lung_frame(mask)
        kind = self._uniform(film, 0, 1)
        own = kind < self.own_framing
        kept = self.own_framing + CROPPED * (1 - self.own_framing)
        far = ops.relu(kind - kept) / (1 - kept + 1e-6)
        films = ops.concatenate([film, 255 * mask], axis=-1) * self._field(mask, far)
        angle = far * self._uniform(film, -math.pi / 15, math.pi / 15)
        shear = far * self._uniform(film, -0.1, 0.1)
        mirror = ops.sign(self._uniform(film, -1, 1))
        wide, from_x = self._frame(own_x, own_wide, far, mirror, ACROSS, WIDE)
        high, from_y = self._frame(own_y, own_high, far, ops.ones_like(mirror), DOWN, HIGH)
        wide, from_x = ops.where(own, mirror, wide), ops.where(own, 0.5, from_x)
        high, from_y = ops.where(own, 1.0, high), ops.where(own, 0.5, from_y)
        a, b = wide * ops.cos(angle), -high * ops.sin(angle + shear)
        c, d = wide * ops.sin(angle), high * ops.cos(angle + shear)
        x, y = (width - 1) / 2, (height - 1) / 2
        zero = ops.zeros_like(a)
        rows = [a, b, from_x * 2 * x - a * x - b * y, c, d, from_y * 2 * y - c * x - d * y, zero, zero]
        return ops.image.affine_transform(
            films, ops.stack(rows, axis=1), interpolation="bilinear", fill_mode="constant"
        )

    def _frame(  # noqa: PLR0913, PLR0917  (an axis has as many)
        self,
        centre: Tensor,
        spread: Tensor,
        far: Tensor,
        mirror: Tensor,
        places: tuple[float, float],
        spreads: tuple[float, float, float],
    ) -> tuple[Tensor, Tensor]:
        """Return for one axis the share of the film in view, negative if mirrored, and its middle.

        The lungs, with this ``centre`` and ``spread``, are moved to a place within ``places``, with a
        spread within ``spreads``. If ``far`` is 0, the view is inside the film.
        """
        loosest, close, closest = (math.log(bound) for bound in spreads)
        near = far == 0
        lowest = ops.where(near, close, loosest)
        view = spread / ops.exp(lowest + (closest - lowest) * self._uniform(far, 0, 1))
        view = ops.where(near, ops.minimum(view, 1.0), view)
        middle = centre + mirror * view * (0.5 - self._uniform(far, *places))
        within = ops.clip(middle, view / 2, 1 - view / 2)
        return mirror * view, ops.where(near, within, middle)

    def _field(self, mask: Tensor, far: Tensor) -> Tensor:
        """Return the field of each film: 1 inside, 0 where it is black. It is all 1 if ``far`` is 0.

        The distance of each edge from the lungs' centre is drawn, in standard deviations of the lungs.
        """
        own_x, own_y, own_wide, own_high = (part[:, None, None, None] for part in lung_frame(mask))
        down, across = _places(mask)
        seen = ops.ones_like(mask)
        for off, (nearest, farthest) in (
            ((across - own_x) / own_wide, SEEN_X),
            ((down - own_y) / own_high, SEEN_Y),
        ):
            low, high = self._each(mask, nearest, farthest), self._each(mask, nearest, farthest)
            seen = seen * ops.cast(ops.logical_and(off > -low, off < high), "float32")
        return ops.where(far[:, None, None, None] > 0, seen, ops.ones_like(mask))

    def _focus(self, films: Tensor) -> Tensor:
        """Blur or sharpen, so that sharpness does not identify a camera, a scaling or a file format."""
        blurred = ops.average_pool(films, 3, strides=1, padding="same")
        blurred = ops.average_pool(blurred, 3, strides=1, padding="same")
        return films + self._each(films, -0.6, 1.0) * (blurred - films)

    def _expose(self, films: Tensor) -> Tensor:
        """Apply gamma 0.61-1.65, contrast 0.6-1.4 about the mean, and brightness of up to 30 levels."""
        films = 255 * ops.power(ops.clip(films, 0, 255) / 255 + 1e-6, ops.exp(self._each(films, -0.5, 0.5)))
        mean = ops.mean(films, axis=(1, 2, 3), keepdims=True)
        return mean + self._each(films, 0.6, 1.4) * (films - mean) + self._each(films, -30, 30)

    def _light(self, films: Tensor) -> Tensor:
        """Darken one side by up to a quarter, like an uneven exposure."""
        down, across = _places(films)
        slope = self._each(films, -0.5, 0.5) * (down - 0.5) + self._each(films, -0.5, 0.5) * (across - 0.5)
        return films * (1 + slope)

    def _noise(self, films: Tensor) -> Tensor:
        """Add grain of up to 12 levels, and texture of each size of up to 10 (standard deviations).

        A network that never met texture over clear lungs may take it for disease, and grain does not
        teach it otherwise.
        """
        count, height, width, _ = ops.shape(films)
        films = films + self._each(films, 0, 12) * keras.random.normal(ops.shape(films), seed=self.random)
        for patches in TEXTURE_PATCHES:
            size = max(1, round(height / patches))
            wider = (count, height + size - 1, width + size - 1, 1)  # no pixel is the mean of fewer
            grain = keras.random.normal(wider, seed=self.random)
            texture = size * ops.average_pool(grain, size, strides=1, padding="valid")
            films = films + self._each(films, 0, 10) * texture
        return films

    def _occlude(self, films: Tensor) -> Tensor:
        """Cover a box of up to 30 percent a side with one grey level, in half of the films."""
        down, across = _places(films)
        in_rows = ops.abs(down - self._each(films, 0, 1)) < self._each(films, 0.03, 0.15)
        in_columns = ops.abs(across - self._each(films, 0, 1)) < self._each(films, 0.03, 0.15)
        covered = ops.logical_and(ops.logical_and(in_rows, in_columns), self._each(films, 0, 1) < 0.5)
        return ops.where(covered, self._each(films, 0, 255), films)

    def get_config(self) -> dict[str, object]:
        """Return the arguments of this layer."""
        return {**super().get_config(), "seed": self.seed, "own_framing": self.own_framing}


def lung_frame(mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the frame of the lungs of each mask (batch, height, width, 1), 0-1.

    Four arrays (batch,) in shares of a side: the centre across and down, and the standard deviation
    across and down. A mask that is nearly empty has the frame of a typical film.
    """
    down, across = _places(mask)
    total = ops.sum(mask, axis=(1, 2, 3))
    there = total > 0.02 * ops.cast(ops.shape(mask)[1] * ops.shape(mask)[2], "float32")
    weight = mask / (total[:, None, None, None] + 1e-6)
    centres = [ops.sum(weight * places, axis=(1, 2, 3)) for places in (across, down)]
    spreads = [
        ops.sqrt(ops.sum(weight * ops.square(places - centre[:, None, None, None]), axis=(1, 2, 3)) + 1e-6)
        for places, centre in zip((across, down), centres, strict=True)
    ]
    x, y, wide, high = (
        ops.where(there, found, typical)
        for found, typical in zip((*centres, *spreads), TYPICAL_FRAME, strict=True)
    )
    return x, y, wide, high


def _places(films: Tensor) -> tuple[Tensor, Tensor]:
    """Return the position of each row and column, 0-1: (1, height, 1, 1) and (1, 1, width, 1)."""
    height, width = ops.shape(films)[1], ops.shape(films)[2]
    down = ops.cast(ops.arange(height), "float32") / ops.cast(height - 1, "float32")
    across = ops.cast(ops.arange(width), "float32") / ops.cast(width - 1, "float32")
    return down[None, :, None, None], across[None, None, :, None]
