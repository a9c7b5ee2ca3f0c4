"""Lung mask of a film -> the part of the film that the finding rests on.

What is around the lungs is cut away or covered before the finding is made. Belly, neck, markers, borders and
collimation show which hospital a film is from, and have nothing to do with pneumonia.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cxr.inference.components import components
from cxr.inference.model_card import STRIDE
from cxr.inference.preprocessing import Pixels, equalize

Shares = npt.NDArray[np.float32]

MASK_CELLS = 4
"""Places of the lung mask along a side of such a cell."""

_INSIDE = 0.5
"""Probability from which a place counts as lung."""

_LEAST = 0.02
"""Share of the film under which the places found are no lungs."""

_MARGIN = 0.06
"""What is kept beyond the lungs on each side, in sides of their box: a mask may cut a white lung short."""

_CLOSED, _SHRUNK = 9, 5
"""Sides of the filters that widen the lungs on the grid of the mask. Gaps of up to 8 places are closed, and 2
places are left over all around."""

_COVER = 128
"""Grey level of what is covered: the middle of the levels inside the lungs once they are equalized."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a film, in shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def on(self, side: int) -> tuple[float, float, float, float]:
        """Return the corners on a square of ``side`` pixels, as Pillow takes them."""
        return (side * self.left, side * self.top, side * self.right, side * self.bottom)


@dataclass(frozen=True, slots=True)
class Chest:
    """The input of the finding network.

    ``film``: (side, side) uint8, equalized inside the lungs and covered elsewhere. ``lungs``: (cells, cells)
    float32, the share of lung in each cell of the map, 0-1. ``box``: where on the film this is.
    """

    film: Pixels
    lungs: Shares
    box: Box


def cut_out_lungs(square: Pixels, probabilities: Shares, side: int) -> Chest | None:
    """Return the lungs of a film as the finding network takes them, or None if there are none.

    ``square``: (n, n) uint8, the film. ``probabilities``: (m, m) float32, 0-1: of lung, at each place of
    the film. ``side``: pixels a side of the network's input.
    """
    mask = two_lungs(probabilities)
    if np.count_nonzero(mask) < _LEAST * mask.size:
        return None
    box = box_of(mask)
    film = Image.fromarray(square).resize((side, side), Image.Resampling.BILINEAR, box=box.on(len(square)))
    grid = (side // STRIDE * MASK_CELLS,) * 2
    lungs = Image.fromarray(np.where(mask, probabilities, 0).astype(np.float32))
    inside = np.asarray(lungs.resize(grid, Image.Resampling.BILINEAR, box=box.on(len(mask)))) > _INSIDE
    return Chest(standardize(np.asarray(film), inside), lung_shares(inside), box)


def whole_film(square: Pixels, side: int) -> Chest:
    """Return the whole film as if all of it were lung, to measure what the search for lungs is worth."""
    film = np.asarray(Image.fromarray(square).resize((side, side), Image.Resampling.BILINEAR))
    everywhere = np.ones((side // STRIDE * MASK_CELLS,) * 2, bool)
    return Chest(standardize(film, everywhere), lung_shares(everywhere), Box(0, 0, 1, 1))


def two_lungs(probabilities: Shares) -> npt.NDArray[np.bool_]:
    """Return the two largest connected parts of the places that are lung: (m, m)."""
    parts = components(probabilities > _INSIDE)[:2]
    return np.logical_or.reduce(parts) if parts else np.zeros(probabilities.shape, bool)


def box_of(mask: npt.NDArray[np.bool_]) -> Box:
    """Return the box around ``mask`` with its margin, inside the film."""
    rows, columns = (np.flatnonzero(mask.any(axis)) / len(mask) for axis in (1, 0))
    left, right = columns[0], columns[-1] + 1 / len(mask)
    top, bottom = rows[0], rows[-1] + 1 / len(mask)
    wide, high = _MARGIN * (right - left), _MARGIN * (bottom - top)
    return Box(max(0.0, left - wide), max(0.0, top - high), min(1.0, right + wide), min(1.0, bottom + high))


def visible(inside: npt.NDArray[np.bool_], side: int) -> npt.NDArray[np.bool_]:
    """Return what the network may see, (side, side): the lungs, closed and widened."""
    mask = Image.fromarray(inside.astype(np.uint8) * 255)
    widened = mask.filter(ImageFilter.MaxFilter(_CLOSED)).filter(ImageFilter.MinFilter(_SHRUNK))
    return np.asarray(widened.resize((side, side), Image.Resampling.BILINEAR)) > 127


def standardize(film: Pixels, inside: npt.NDArray[np.bool_]) -> Pixels:
    """Equalize a film (side, side) within its lungs, and cover the rest. ``inside``: the mask's grid."""
    seen = visible(inside, len(film))
    return np.where(seen, equalize(film, seen), np.uint8(_COVER))


def equalize_lungs(film: Pixels, inside: npt.NDArray[np.bool_]) -> Pixels:
    """Spread the levels that a film (side, side) has within its lungs, and cover nothing."""
    return equalize(film, visible(inside, len(film)))


def lung_shares(inside: npt.NDArray[np.bool_]) -> Shares:
    """Return the share of lung in each cell of the map: (cells, cells) float32, 0-1."""
    cells = len(inside) // MASK_CELLS
    return np.asarray(inside.reshape(cells, MASK_CELLS, cells, MASK_CELLS).mean((1, 3)), np.float32)
