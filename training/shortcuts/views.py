"""Views of a film that do not show the lungs well enough to see pneumonia, as rows of numbers."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cxr.inference.lungs import two_lungs
from training.data.arrays import Floats, Pixels

THUMBNAIL, OUTSIDE = 8, 24
"""Pixels a side of the thumbnail, and of the picture without lungs."""

_WIDENED = 5
"""Side of the filter that widens the lungs, in places of the mask: two places on each side."""

_GREYS = 32

Lungs = npt.NDArray[np.bool_]


def thumbnail(square: Pixels, lungs: Lungs) -> Floats:  # noqa: ARG001
    """Return the grey levels of a very small picture."""
    return _reduced(square, THUMBNAIL).ravel()


def outside_lungs(square: Pixels, lungs: Lungs) -> Floats:
    """Return the grey levels of a small picture, NaN where it shows the widened lungs."""
    mask = Image.fromarray(lungs.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(_WIDENED))
    shown = _reduced(np.asarray(mask), OUTSIDE) == 0
    return np.where(shown, _reduced(square, OUTSIDE), np.float32(np.nan)).ravel()


def grey_histogram(square: Pixels, lungs: Lungs) -> Floats:  # noqa: ARG001
    """Return the shares of the grey levels."""
    levels = square.astype(np.int64).ravel() * _GREYS // 256
    return (np.bincount(levels, minlength=_GREYS) / square.size).astype(np.float32)


def place_of_lungs(square: Pixels, lungs: Lungs) -> Floats:  # noqa: ARG001
    """Return centre and standard deviation of the lungs, across and down, 0-1; NaN if there are none."""
    places = np.argwhere(lungs) / len(lungs)
    if not len(places):
        return np.full(4, np.nan, np.float32)
    return np.concatenate([places.mean(axis=0), places.std(axis=0)])[[1, 0, 3, 2]].astype(np.float32)


VIEWS: Mapping[str, Callable[[Pixels, Lungs], Floats]] = {
    "thumbnail": thumbnail,
    "outside_lungs": outside_lungs,
    "grey_histogram": grey_histogram,
    "place_of_lungs": place_of_lungs,
}
"""From a film (n, n) uint8 and its lungs (m, m) to a row of float32."""


def view(name: str, squares: Pixels, lungs: Floats) -> Floats:
    """Return the rows of films (films, n, n) and the probabilities of lung (films, m, m)."""
    rows = [VIEWS[name](square, two_lungs(of)) for square, of in zip(squares, lungs, strict=True)]
    return np.stack(rows)


def _reduced(pixels: Pixels, side: int) -> Floats:
    small = Image.fromarray(pixels.astype(np.float32)).resize((side, side), Image.Resampling.BOX)
    return np.asarray(small)
