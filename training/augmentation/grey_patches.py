"""Covers a part of the lungs with grey: a place where nothing can be seen is no evidence.

Such patches lie on films of both classes, so a patch is no sign of disease.
"""

import numpy as np
from PIL import Image, ImageFilter

from training.augmentation.known_negatives import CERTAINTY_OF_PATCH, Mixed, Places
from training.augmentation.lung_crops import Crop
from training.data.arrays import Floats, Pixels

COVERED = (0.05, 0.3)
"""Shares of the lungs that are covered: most of an ill film's disease stays in sight."""

CELLS = (5, 32)
"""Places a side that are drawn, fewest and most: few make large blocks, many make scattered small ones."""

SPREAD = 0.3
"""Standard deviation of the grey from the mean of the crop, in standard deviations of the crop."""

SOFTEST = 5
"""Blur of a patch's edge at most, in pixels."""


def cover(crop: Crop, random: np.random.Generator) -> Mixed:
    """Return ``crop`` with grey patches on its lungs. A crop without lungs is covered anywhere."""
    side = len(crop.film)
    cells = len(crop.inside)
    inside = crop.inside if crop.inside.any() else np.ones_like(crop.inside)
    lungs = np.kron(inside, np.ones((side // cells, side // cells), bool))
    heights = _heights(side, random)
    part = heights >= np.quantile(heights[lungs], 1 - random.uniform(*COVERED))
    return Mixed(Crop(_covered(crop.film, part, random), crop.inside), part, CERTAINTY_OF_PATCH)


def _heights(side: int, random: np.random.Generator) -> Floats:
    """Return random heights (side, side) of blocks, or of hills."""
    count = round(np.exp(random.uniform(*np.log(CELLS))))
    drawn = Image.fromarray(random.random((count, count)).astype(np.float32))
    smooth = Image.Resampling.BICUBIC if random.random() < 0.5 else Image.Resampling.NEAREST
    return np.asarray(drawn.resize((side, side), smooth))


def _covered(film: Pixels, part: Places, random: np.random.Generator) -> Pixels:
    grey = int(np.clip(random.normal(film.mean(), SPREAD * film.std()), 0, 255))
    mask = Image.fromarray(part.astype(np.uint8) * 255)
    soft = mask.filter(ImageFilter.GaussianBlur(random.uniform(0, SOFTEST)))
    plain = Image.new("L", mask.size, grey)
    return np.asarray(Image.composite(plain, Image.fromarray(film), soft))
