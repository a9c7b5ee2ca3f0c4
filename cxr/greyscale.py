"""A decoded picture of any mode -> one grey channel of 8 bits."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

_BLANK_8, _BLANK_16 = 4, 16
"""Levels between the 2nd and the 98th percentile up to which a film shows nothing."""

_WINDOW = (0.01, 0.99)
"""Quantiles that become black and white in a 16-bit film: a marker or a dead pixel lies outside."""


def to_grey(picture: Image.Image) -> Image.Image:
    """Mode L, bright as it was; 16-bit films are windowed to the range they use.

    Transparent pixels become black: they carry arbitrary colours, and black is what a film has
    where there is nothing. Raises FilmRefused (BLANK).
    """
    if picture.mode.startswith("I"):
        return _window(np.asarray(picture).astype(np.int64))
    if picture.mode in ("RGBA", "LA"):
        black = Image.new("RGBA", picture.size, "black")
        picture = Image.alpha_composite(black, picture.convert("RGBA"))
    grey = picture.convert("L")
    low, high = _quantiles(np.array(grey.histogram()), 0.02, 0.98)
    if high - low <= _BLANK_8:
        raise FilmRefused(RefusalReason.BLANK)
    return grey


def _window(pixels: npt.NDArray[np.int64]) -> Image.Image:
    """(height, width) of 0-65535 -> 0-255. 12-bit films are often stored in 16 bits unscaled."""
    counts = np.bincount(pixels.clip(0).ravel())
    low, high = _quantiles(counts, 0.02, 0.98)
    if high - low <= _BLANK_16:
        raise FilmRefused(RefusalReason.BLANK)
    low, high = _quantiles(counts, *_WINDOW)
    scaled = ((pixels - low) * 255 // max(high - low, 1)).clip(0, 255)
    return Image.fromarray(scaled.astype(np.uint8))


def _quantiles(counts: npt.NDArray[np.int64], *shares: float) -> tuple[int, ...]:
    """The levels at which the counts of a histogram reach ``shares`` of their sum."""
    running = np.cumsum(counts)
    return tuple(int(np.searchsorted(running, share * running[-1])) for share in shares)
