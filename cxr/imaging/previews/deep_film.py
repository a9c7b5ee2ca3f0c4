"""A film before windowing: the numbers of its detector, at the size in which a page shows it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.imaging.greys.default_window import default_window
from cxr.imaging.greys.film_area import Codes
from cxr.imaging.greys.grey_levels import Display, apply_lut, deep_display, entries_at
from cxr.imaging.greys.white_frame import Box
from cxr.imaging.size_limits import shrink
from cxr.study import DefaultWindow

_SHALLOW = 256
"""Levels that a preview of 8 bits holds as well."""


@dataclass(frozen=True, slots=True)
class DeepFilm:
    """``levels``: (height, width) uint16, upright as the film's picture. ``window`` shows them like it."""

    levels: npt.NDArray[np.uint16]
    window: DefaultWindow

    def turned(self, turn: Image.Transpose) -> "DeepFilm":
        """Return the film turned or mirrored."""
        return replace(self, levels=np.asarray(Image.fromarray(self.levels).transpose(turn)))

    def black_outside(self, box: Box | None) -> "DeepFilm":
        """Return the film with black around the box (left, top, right, bottom)."""
        if box is None:
            return self
        left, top, right, bottom = box
        painted = np.full_like(self.levels, min(max(round(self.window.black), 0), 65535))
        painted[top:bottom, left:right] = self.levels[top:bottom, left:right]
        return replace(self, levels=painted)


def deep_picture(
    codes: Codes, transparent: npt.NDArray[np.bool_] | None = None
) -> tuple[Image.Image, DeepFilm | None]:
    """Return a picture file of 16 bits a pixel after windowing, mode L, and before.

    ``codes`` and ``transparent``: (height, width). Pixels that are ``transparent`` become black and do not
    count. Raise FilmRefused (BLANK).
    """
    codes, display = deep_display(codes, transparent)
    return apply_lut(codes, display.greys), deep_film(codes, display, codes.shape[::-1])


def deep_film(codes: Codes, display: Display, size: tuple[int, int]) -> DeepFilm | None:
    """Return the film that the codes hold, or None if it has no more levels than its preview.

    ``size``: width and height of the film in square pixels. The result has at most VIEWING_SIDE.
    """
    if display.levels is None:
        return None
    is_film = (display.counts > 0) & ~display.outside
    if len(np.unique(display.levels[is_film])) <= _SHALLOW:
        return None
    inside = ~display.outside
    window = default_window(display.levels[inside], display.greys[inside])
    levels = _with_black_outside(display.levels, display.outside, window)
    whole = codes if _are_levels(codes, levels) else entries_at(codes, levels)
    return DeepFilm(np.asarray(shrink(Image.fromarray(whole), *size)), window)


def _are_levels(codes: Codes, levels: npt.NDArray[np.uint16]) -> bool:
    """Return whether each code is its own level, as on most films: looking them up takes time and memory."""
    if codes.dtype != np.uint16:
        return False
    used = int(codes.max()) + 1
    return np.array_equal(levels[:used], np.arange(used))


def _with_black_outside(
    levels: npt.NDArray[Any], outside: npt.NDArray[np.bool_], window: DefaultWindow
) -> npt.NDArray[np.uint16]:
    darkest = levels[~outside].max() if window.black > window.white else levels[~outside].min()
    return np.where(outside, darkest, levels).astype(np.uint16)
