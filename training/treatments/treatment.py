"""What a treatment of a film is."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

Treatment = Callable[[Image.Image], Image.Image | bytes]
"""From an upright film of mode L to a picture, or to the bytes of a file."""

PairTreatment = Callable[[Image.Image, Image.Image], Image.Image]
"""From two films to one picture."""

Pixels = npt.NDArray[np.float64]


def of_pixels(change: Callable[[Pixels], Pixels]) -> Treatment:
    """Return the treatment that changes grey levels: (height, width) float64, 0-255, clipped afterwards."""

    def treat(film: Image.Image) -> Image.Image:
        changed = change(np.asarray(film, np.float64))
        return Image.fromarray(np.rint(changed).clip(0, 255).astype(np.uint8))

    return treat


def after(first: Treatment, second: Treatment) -> Treatment:
    """Return ``second`` of what ``first`` makes."""

    def treat(film: Image.Image) -> Image.Image | bytes:
        made = first(film)
        if isinstance(made, bytes):
            raise TypeError("a file cannot be treated further")
        return second(made)

    return treat
