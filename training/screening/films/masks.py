"""Lungs drawn by people, as the screening network learns them."""

from collections.abc import Sequence
from glob import escape
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
    film once both are squashed to squares. Raise TrainingError if a mask is damaged.
    """
    masks, known = np.zeros((len(films), MASK_SIDE, MASK_SIDE), np.uint8), np.zeros(len(films), bool)
    for index, film in enumerate(films):
        path = folder / film.path.parent.name / f"{film.path.stem}.png"
        if path.exists():
            masks[index], known[index] = _mask(path), True
    return masks, known


def require_masks(films: Sequence[Film], folder: Path) -> tuple[Pixels, npt.NDArray[np.bool_]]:
    """Return what ``load_masks`` does. Raise TrainingError if no film has a mask."""
    masks, known = load_masks(films, folder)
    if not known.any():
        raise TrainingError(
            f"--lungs {folder} contains the mask of no film; masks are in NORMAL/ and PNEUMONIA/, as "
            "PNG files with the names of the films"
        )
    return masks, known


def masked_films(films: Path, masks: Path) -> tuple[list[Path], Pixels]:
    """Return the films below ``films`` that have a mask at the same place below ``masks``, and the masks.

    Raise TrainingError if there is none, or a mask is damaged.
    """
    pairs = [
        (film, mask)
        for mask in sorted(masks.rglob("*.png"))
        for film in sorted((films / mask.relative_to(masks)).parent.glob(f"{escape(mask.stem)}.*"))
    ]
    if not pairs:
        raise TrainingError(
            f"--measure-lungs {films} {masks}: no mask is named like a film; "
            "a mask has its film's folder and name"
        )
    return [film for film, _ in pairs], np.stack([_mask(mask) for _, mask in pairs])


def _mask(path: Path) -> Pixels:
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert("L").resize((MASK_SIDE, MASK_SIDE), Image.Resampling.BOX))
    except OSError as e:
        raise TrainingError(f"{path} cannot be read as a mask ({e}); restore it or remove it") from e
