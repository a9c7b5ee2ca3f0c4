"""Thin white frames, as scanners, viewers and office programs put around a film."""

import numpy as np
import numpy.typing as npt
from PIL import Image

_WHITE = 250
"""Of 255: lossy compression leaves a white frame no darker."""

_FULL = 0.95
"""Share of a row or column that is white in a frame: letters may stand in it."""

_THICKEST = 0.1
"""Of the film's height or width. A wider white edge is a ground, and a film on it another picture."""


Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""


def inside_white_frame(film: Image.Image) -> Box | None:
    """Return where the film lies inside a thin white frame.

    ``film``: mode L. Return None for a film without such a frame on all four sides.
    """
    width, height = film.size
    # The four sides first: nearly no film has a frame, and an array of the whole film takes longer.
    sides = (0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height)
    if not all(_is_white(film.crop(side)).mean() >= _FULL for side in sides):
        return None
    white = _is_white(film)
    rows, columns = (_inside(white.mean(axis) < _FULL) for axis in (1, 0))
    if rows is None or columns is None:
        return None
    return (columns.start, rows.start, columns.stop, rows.stop)


def black_outside(film: Image.Image, box: Box | None) -> Image.Image:
    """Return the film (mode L) with black around the box, as the surroundings of a film are.

    The model knows films with black edges. A white frame of a few pixels moves its figure.
    """
    if box is None:
        return film
    black = Image.new("L", film.size, 0)
    black.paste(film.crop(box), box)
    return black


def _is_white(part: Image.Image) -> npt.NDArray[np.bool_]:
    return np.asarray(part) >= _WHITE


def _inside(is_film: npt.NDArray[np.bool_]) -> slice | None:
    """Return where the film begins and ends among these lines.

    Return None if the film has no line, or if its surroundings are no thin frame.
    """
    lines = is_film.nonzero()[0]
    if not len(lines):
        return None
    found = slice(int(lines[0]), int(lines[-1]) + 1)
    thickest = _THICKEST * len(is_film)
    return found if found.start <= thickest and len(is_film) - found.stop <= thickest else None
