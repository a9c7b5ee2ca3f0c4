"""Looks at a part of a picture: zoomed, turned, mirrored."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Matrix = npt.NDArray[np.float64]


def rotation(angle: float) -> Matrix:
    """Return the matrix of a rotation by ``angle`` radians."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def look_at(image: Image.Image, view: Matrix, centre: Matrix, side: int, beyond: int = 0) -> Image.Image:
    """Return the part of a picture around ``centre`` that ``view`` spans, as a square of ``side`` pixels.

    ``view`` (2, 2) and ``centre`` (2,) are in shares of width and height. ``beyond``: the grey level of
    what lies outside the picture.
    """
    size = np.array(image.size)
    scale = size[:, None] * view / side
    start = size * centre - scale @ np.full(2, side / 2)
    (a, b), (d, e) = scale
    coefficients = (a, b, start[0], d, e, start[1])
    square = (side, side)
    return image.transform(
        square, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR, fillcolor=beyond
    )
