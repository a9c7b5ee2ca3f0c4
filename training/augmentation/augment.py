"""How films vary that show the same thing: pose, exposure, sharpness, noise, things in the way."""

import math
from typing import TypeAlias

import keras
from keras import ops

from training.config import OWN_FRAMING

Tensor: TypeAlias = keras.KerasTensor

CROPPED = 3 / 8
"""Share of the other films that are cropped within what they show."""

TYPICAL_FRAME = (0.48, 0.51, 0.236, 0.181)
"""Centre of the lungs across and down, and their standard deviations, in shares of a side: the usual ones."""

ACROSS, DOWN = (0.40, 0.56), (0.40, 0.62)
"""Between which shares of a side the centre of the lungs is put."""

WIDE, HIGH = (0.198, 0.235, 0.317), (0.150, 0.183, 0.259)
"""Standard deviations of the lungs across and down that films are framed to, in shares of a side: as the
loosest are by themselves, as close ones are, and closer than most."""

TEXTURES = (56, 28)
"""How many patches a side texture has: of four and eight pixels at 224."""

SEEN_X, SEEN_Y = (1.7, 2.3), (1.8, 2.5)
"""How many standard deviations from the lungs' centre a side ends: on few films sooner by itself."""


@keras.saving.register_keras_serializable("pneumoscope")
class Augment(keras.layers.Layer):
    """Random geometry of a film and its mask alike, and exposure of the film; the identity outside training.

    Takes and gives the film and its mask, each (batch, height, width, 1) float32, 0-255 and 0-1.
    ``own_framing`` is the share of the films that keep their framing. Written in ``keras.ops``, so that
    it runs on TensorFlow and on JAX alike.
    """

    def __init__(self, seed: int = 0, own_framing: float = OWN_FRAMING, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.seed, self.own_framing = seed, own_framing
        self.random = keras.random.SeedGenerator(seed)

    def call(self, inputs: list[Tensor], training: bool = False) -> list[Tensor]:
        """Vary each film on its own."""
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
        """Mirror half of the films, and frame most anew around their lungs: both side by side, 0-255.

        How closely a film is framed, and of what shape it was before it was made square, gives away
        whether it shows pneumonia: where the lungs lie and how far they reach, and nothing else, rank
        children's films far better than chance (``python -m training framing``). A network takes that
        for the illness. So where the lungs lie on what is shown, how wide and high they are, and how much
        is seen around them is drawn at random, in the same way whatever they show, also where no lungs
        are found. ``CROPPED`` keep what lies around, and are cropped to the framing of the closest ones,
        as far as they are not framed closer by themselves, so that neither black edges nor a loose
        framing tell which they were. The others are turned by up to 12 degrees, sheared by up to 0.1,
        and black beyond what is drawn.
        ``own_framing`` are not framed anew, and what their framing gives away stays in them: a network
        that never met a film with all its surroundings says less of such, whatever they show.
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
        """Of an axis: what share of the film is shown, negative where mirrored, and the middle of that.

        The lungs, with this ``centre`` and ``spread``, come to lie within ``places``, as spread out as
        ``spreads`` say. Where ``far`` is 0, what is shown lies within the film.
        """
        loosest, close, closest = (math.log(bound) for bound in spreads)
        near = far == 0
        lowest = ops.where(near, close, loosest)
        shown = spread / ops.exp(lowest + (closest - lowest) * self._uniform(far, 0, 1))
        shown = ops.where(near, ops.minimum(shown, 1.0), shown)
        middle = centre + mirror * shown * (0.5 - self._uniform(far, *places))
        within = ops.clip(middle, shown / 2, 1 - shown / 2)
        return mirror * shown, ops.where(near, within, middle)

    def _field(self, mask: Tensor, far: Tensor) -> Tensor:
        """What is seen of each film, 1, and what is black, 0: all where ``far`` is 0.

        Each side ends as many standard deviations of the lungs from their centre as is drawn for it.
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
        """Grain with a standard deviation of up to 12 levels, and texture of each size with one of up to 10.

        A network that never met texture over clear lungs may take it for illness, and grain does not
        teach it.
        """
        count, height, width, _ = ops.shape(films)
        films = films + self._each(films, 0, 12) * keras.random.normal(ops.shape(films), seed=self.random)
        for patches in TEXTURES:
            size = max(1, round(height / patches))
            wider = (count, height + size - 1, width + size - 1, 1)  # no pixel is the mean of fewer
            grain = keras.random.normal(wider, seed=self.random)
            texture = size * ops.average_pool(grain, size, strides=1, padding="valid")
            films = films + self._each(films, 0, 10) * texture
        return films

    def _occlude(self, films: Tensor) -> Tensor:
        """Cover a box of up to 30 percent a side with one grey, in half of the films."""
        down, across = _places(films)
        in_rows = ops.abs(down - self._each(films, 0, 1)) < self._each(films, 0.03, 0.15)
        in_columns = ops.abs(across - self._each(films, 0, 1)) < self._each(films, 0.03, 0.15)
        covered = ops.logical_and(ops.logical_and(in_rows, in_columns), self._each(films, 0, 1) < 0.5)
        return ops.where(covered, self._each(films, 0, 255), films)

    def get_config(self) -> dict[str, object]:
        """What a saved model needs to make this layer again."""
        return {**super().get_config(), "seed": self.seed, "own_framing": self.own_framing}


def lung_frame(mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Where the lungs of each mask (batch, height, width, 1), 0-1, lie: in shares of a side, (batch,) each.

    Their centre across and down, and their standard deviation across and down; those of a typical film
    where there is hardly any mask.
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
    """Where each row and each column of the films lies, 0-1: (1, height, 1, 1) and (1, 1, width, 1)."""
    height, width = ops.shape(films)[1], ops.shape(films)[2]
    down = ops.cast(ops.arange(height), "float32") / ops.cast(height - 1, "float32")
    across = ops.cast(ops.arange(width), "float32") / ops.cast(width - 1, "float32")
    return down[None, :, None, None], across[None, None, :, None]
