"""Varied crops around the lungs, as the finding network may meet them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from cxr.inference.lungs import MASK_CELLS, Box, box_of, two_lungs
from cxr.inference.model_card import STRIDE
from training.augmentation.views import Matrix, look_at, rotation
from training.data.arrays import Floats, Pixels

TURN, TURNED = 0.14, 0.6
"""Largest rotation in radians, and the share of the crops that are rotated."""

ZOOM, SHIFT = (-0.08, 0.12), 0.04
"""Range of the logarithm of each side, and the largest shift in sides, relative to the box of serving."""

WIDER, NARROWER = 0.2, 0.15
"""Shares of the crops whose mask is widened, and narrowed: a mask of the screening network is not exact."""


@dataclass(frozen=True, slots=True)
class Crop:
    """``film`` (side, side) uint8, as exposed; ``inside`` (grid, grid) bool, the places that are lung."""

    film: Pixels
    inside: npt.NDArray[np.bool_]


def crop_lungs(square: Pixels, probabilities: Floats, side: int, random: np.random.Generator) -> Crop:
    """Return a crop of a film (n, n) around its lungs: zoomed, shifted, half of them mirrored, some turned.

    ``probabilities``: (m, m) float32, 0-1, of lung at each place. A film without lungs is taken whole.
    """
    mask = two_lungs(probabilities)
    box = box_of(mask) if mask.any() else Box(0, 0, 1, 1)
    size = np.array([box.right - box.left, box.bottom - box.top]) * np.exp(random.uniform(*ZOOM, 2))
    centre = np.array([box.left + box.right, box.top + box.bottom]) / 2
    centre += random.uniform(-SHIFT, SHIFT, 2) * size
    angle = random.uniform(-TURN, TURN) if random.random() < TURNED else 0.0
    view = rotation(angle) @ np.diag(size * [random.choice([-1, 1]), 1])
    lungs = Image.fromarray(np.where(mask, probabilities, 0).astype(np.float32))
    grid = side // STRIDE * MASK_CELLS
    film = _look_at_all(Image.fromarray(square), view, centre, side)
    return Crop(np.asarray(film), np.asarray(_look_at_all(lungs, view, centre, grid)) > 0.5)


def with_inexact_mask(crop: Crop, random: np.random.Generator) -> Crop:
    """Return the crop with its mask widened, narrowed, or as it is."""
    kind = random.random()
    if kind < WIDER:
        steps = int(random.integers(1, 3))
        return replace(crop, inside=ndimage.binary_dilation(crop.inside, iterations=steps))
    if kind < WIDER + NARROWER:
        return replace(crop, inside=ndimage.binary_erosion(crop.inside))
    return crop


def _look_at_all(image: Image.Image, view: Matrix, centre: Matrix, side: int) -> Image.Image:
    """Look at a part of a square image. A pixel that stands for several is their mean, as when served."""
    finer = max(1, int(image.width * np.linalg.norm(view, axis=0).max() / side))
    return look_at(image, view, centre, finer * side).reduce(finer)
