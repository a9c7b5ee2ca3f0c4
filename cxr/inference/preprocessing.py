"""Film -> the squares that the networks take. Training and serving share this code."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.imaging.radiograph import Radiograph

Pixels = npt.NDArray[np.uint8]
"""8-bit grey levels, 0-255."""

FILM_SIDE = 224
"""Pixels a side of the square that every film becomes first: the size of the training films. A sharper
film would show the networks a texture that no training film has."""

_CLIP = 7
"""How many times the mean of the levels that occur one level counts at most, when levels are spread. A black
border, a burnt-in text or a covered part would otherwise take most of the levels."""


def to_square(film: Radiograph, side: int = FILM_SIDE) -> Pixels:
    """Return the film squashed to a square, as the training films were: (side, side) uint8."""
    square = film.image.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(square, np.uint8)


def equalize(pixels: Pixels, within: npt.NDArray[np.bool_] | None = None) -> Pixels:
    """Spread the grey levels evenly: contrast-limited histogram equalization (Pizer et al. 1987).

    ``pixels``: (rows, columns). ``within``: the pixels whose levels count, all of them if None; the
    others are changed by the same curve. Brightness, contrast and gamma of a film differ from device to
    device, and have no influence on the result.
    """
    counts = np.bincount(pixels[within] if within is not None else pixels.ravel(), minlength=256)
    heights = counts.astype(np.float64)
    share = _CLIP / max(int(np.count_nonzero(counts)), 1)
    for _ in range(2):  # cutting the highest makes the others a larger share
        heights = np.minimum(heights, share * heights.sum())
    middles = np.cumsum(heights) - heights / 2
    curve = np.rint(255 * middles / max(float(heights.sum()), 1.0)).astype(np.uint8)
    return curve[pixels]
