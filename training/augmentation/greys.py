"""Changes of a crop's greys: sharpness, gamma, uneven exposure, noise, texture, and things on the film.

Levels are equalized afterwards, so brightness and contrast need no variation.
"""

import numpy as np
from PIL import Image, ImageFilter

from training.augmentation.overlays import draw_overlays
from training.data.arrays import Floats, Pixels

BLURRED, SHARPENED = 0.3, 0.15
"""Shares of the crops that are blurred, and sharpened: sharpness must not identify a device or a scaling."""

OVERLAID = 0.25

FIELD = 4
"""Patches a side of an uneven exposure."""

TEXTURE_PATCHES = (24, 48)
"""Patches a side of an added texture, as enlarging and filtering leave it."""


def vary_greys(film: Pixels, random: np.random.Generator) -> Pixels:
    """Return a film (side, side) with other greys."""
    image = _focus(Image.fromarray(film), random)
    if random.random() < OVERLAID:
        image = draw_overlays(image, random)
    greys = 255 * (np.asarray(image, np.float32) / 255) ** np.exp(random.uniform(-0.4, 0.4))
    if random.random() < 0.5:
        greys *= 1 + random.uniform(0, 0.12) * _patches(FIELD, len(film), random)
    if random.random() < 0.5:
        greys += random.normal(0, random.uniform(0, 8), greys.shape)
    if random.random() < 0.3:
        greys += random.uniform(0, 8) * _patches(int(random.choice(TEXTURE_PATCHES)), len(film), random)
    return np.asarray(np.clip(greys, 0, 255), np.uint8)


def _focus(image: Image.Image, random: np.random.Generator) -> Image.Image:
    kind = random.random()
    if kind < BLURRED:
        return image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.6)))
    if kind < BLURRED + SHARPENED:
        return image.filter(ImageFilter.UnsharpMask(2, int(random.uniform(30, 120)), 0))
    return image


def _patches(count: int, side: int, random: np.random.Generator) -> Floats:
    """Return smooth patches (side, side), ``count`` a side, of variance 1 where they are not blended."""
    patches = Image.fromarray(random.normal(size=(count, count)).astype(np.float32))
    return np.asarray(patches.resize((side, side), Image.Resampling.BICUBIC))
