"""Synthetic films in the sizes of hospital films: a sample, enlarged, with the grain of a detector.

Without grain, they would compress and decode faster than real films.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

from infra.local.settings import SAMPLES

_SAMPLE = "pneumonia-1.jpg"
_GRAIN = 0.006
"""Standard deviation of the grain, as a share of the range: 25 of 4,096 levels."""

GreyLevels = npt.NDArray[np.uint16]
"""(height, width) uint16, 0 to the highest level of its depth."""


def synthetic_film(megapixels: float, bits: int) -> GreyLevels:
    """Return the sample film at about this size and with this depth."""
    with Image.open(SAMPLES / _SAMPLE) as sample:
        width, height = size_of(megapixels, sample.width / sample.height)
        large = np.asarray(sample.convert("L").resize((width, height), Image.Resampling.BICUBIC))
    highest = (1 << bits) - 1
    random = np.random.default_rng(0)
    levels = np.empty(large.shape, np.uint16)
    for y in range(height):  # row by row: 64 megapixels of floats would take half a gigabyte
        grain = random.standard_normal(width, np.float32) * (_GRAIN * highest)
        levels[y] = (large[y] * (highest / 255) + grain).clip(0, highest)
    return levels


def size_of(megapixels: float, aspect: float) -> tuple[int, int]:
    """Return width and height, both even, of at most so many pixels; ``aspect`` is width / height."""
    height = (megapixels * 1e6 / aspect) ** 0.5
    return 2 * int(height * aspect / 2), 2 * int(height / 2)
