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


def picture_of(treatment: Treatment, film: Image.Image) -> Image.Image:
    """Return what a treatment makes of a film. Raise TypeError if that is a file."""
    made = treatment(film)
    if isinstance(made, bytes):
        raise TypeError("this treatment makes a file, and not a picture")
    return made


def after(first: Treatment, second: Treatment) -> Treatment:
    """Return ``second`` of what ``first`` makes."""
    return lambda film: second(picture_of(first, film))
