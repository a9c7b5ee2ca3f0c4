"""Pastes healthy lung into a film: a place that is known to be clear, whatever the film shows.

A label belongs to a whole film. A network that learns from films alone may place its evidence anywhere. So a
part of a normal film is pasted beside or into the lungs, and the network's map must stay dark there. Normal
films get such parts, too: a seam is no sign of disease.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cxr.inference.lungs import equalize_lungs
from training.augmentation.lung_crops import Crop
from training.data.arrays import Pixels

PASTED = 0.45
"""Share of the films that get healthy lung."""

HALF = 0.6
"""Share of these that get a whole side; the others get a patch."""

SAME_TONE = 0.6
"""Share of the parts whose levels are those of the film before the common equalization."""

CERTAINTY_OF_HALF, CERTAINTY_OF_PATCH = 0.35, 0.7
"""Weights of an ill film's label once a part of it is covered: the disease may have been there."""

Places = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mixed:
    """A crop, the pixels (side, side) that are known to be clear, and the weight of the film's label."""

    crop: Crop
    clear: Places
    certainty: float


def unchanged(crop: Crop) -> Mixed:
    """Return the crop without a pasted part."""
    return Mixed(crop, np.zeros(crop.film.shape, bool), 1.0)


def paste(crop: Crop, healthy: Crop, random: np.random.Generator) -> Mixed:
    """Return ``crop`` with a side or a patch of ``healthy``, at the same place of the chest."""
    half = random.random() < HALF
    side = len(crop.film)
    part = _side(side, random) if half else _patch(side, random)
    film, other = crop.film, healthy.film
    if random.random() < SAME_TONE and crop.inside.any() and healthy.inside.any():
        film, other = (equalize_lungs(one.film, one.inside) for one in (crop, healthy))
    grid = len(crop.inside)
    places = part.reshape(grid, side // grid, grid, side // grid).mean((1, 3)) > 0.5
    mixed = Crop(_blend(film, other, part, random), np.where(places, healthy.inside, crop.inside))
    return Mixed(mixed, part, CERTAINTY_OF_HALF if half else CERTAINTY_OF_PATCH)


def _side(side: int, random: np.random.Generator) -> Places:
    middle = side * (0.5 + random.uniform(-0.03, 0.03))
    left = np.arange(side) < middle
    return np.tile(left if random.random() < 0.5 else ~left, (side, 1))


def _patch(side: int, random: np.random.Generator) -> Places:
    """Return a rectangle or an ellipse."""
    down, across = np.mgrid[:side, :side] / side
    row, column = random.uniform(0.15, 0.85, 2)
    high, wide = random.uniform(0.08, 0.24, 2)
    y, x = (down - row) / high, (across - column) / wide
    boxed = random.random() < 0.5
    return np.asarray((np.maximum(abs(y), abs(x)) if boxed else y**2 + x**2) < 1)


def _blend(film: Pixels, other: Pixels, part: Places, random: np.random.Generator) -> Pixels:
    """Return ``other`` in the ``part`` of ``film``, with a seam of random softness."""
    mask = Image.fromarray(part.astype(np.uint8) * 255)
    soft = mask.filter(ImageFilter.GaussianBlur(random.uniform(0, 4)))
    return np.asarray(Image.composite(Image.fromarray(other), Image.fromarray(film), soft))
