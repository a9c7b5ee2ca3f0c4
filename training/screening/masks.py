"""Lungs drawn by people, as the screening network learns them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from training.data.arrays import Pixels
from training.data.labelled_film import Film
from training.errors import TrainingError

MASK_SIDE = 128
"""Pixels a side of a mask: finer than the network's output."""


def load_masks(films: Sequence[Film], folder: Path) -> tuple[Pixels, npt.NDArray[np.bool_]]:
    """Return the mask of each film, (n, 128, 128) uint8 with 255 for lung, and whether it has one: (n,).

    ``folder`` has one PNG a film, in folders and under names like those of the films. A mask lies on the
    film once both are squashed to squares. Raise TrainingError if no film has a mask, or one is damaged.
    """
    masks, known = np.zeros((len(films), MASK_SIDE, MASK_SIDE), np.uint8), np.zeros(len(films), bool)
    for index, film in enumerate(films):
        path = folder / film.path.parent.name / f"{film.path.stem}.png"
        if path.exists():
            masks[index], known[index] = _mask(path), True
    if not known.any():
        raise TrainingError(
            f"--lungs {folder} contains the mask of no film; masks are in NORMAL/ and PNEUMONIA/, as "
            "PNG files with the names of the films"
        )
    return masks, known


def _mask(path: Path) -> Pixels:
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("L").resize((MASK_SIDE, MASK_SIDE), Image.Resampling.BOX))
    except OSError as e:
        raise TrainingError(f"{path} cannot be read as a mask ({e}); restore it or remove it") from e
