"""Pixels of any depth -> one grey channel of 8 bits.

One rule holds for every film without a usable window, in any container. The 1st and the 99th percentile of
the film itself become black and white. Films of 8 bits are greys already and stay as they are, also where
they fill 16 bits.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import FilmRefused
from cxr.imaging.greys.film_area import Codes, Counts, count, film_counts, quantiles, sampled
from cxr.study import RefusalReason

_BLANK_8, _BLANK_DEEP = 4, 16
"""Levels between the 2nd and the 98th percentile up to which a film shows nothing."""

_WINDOW = (0.01, 0.99)
"""Quantiles that become black and white in a deep film: a marker or a dead pixel lies outside."""

_ROWS_AT_ONCE = 64
"""NumPy makes 64-bit indices of what it looks up: all rows at once would take eight times their memory."""

_DOUBLED = 257
"""What fills 16 bits with a grey of 8: each byte becomes two equal ones (PNG, section 13.12)."""

Table = npt.NDArray[np.uint8]
"""For each code the grey that shows it, 0-255."""


@dataclass(frozen=True, slots=True)
class Display:
    """How a film is shown, for each code that its pixels may have.

    ``levels``: what the code measures, as a number from 0 to 65535; None if the film has 8 bits. ``outside``:
    whether the code stands for no film. Such codes are black. ``counts``: how often the code occurs among the
    sampled pixels.
    """

    greys: Table
    levels: npt.NDArray[Any] | None
    outside: npt.NDArray[np.bool_]
    counts: Counts


def to_grey(picture: Image.Image) -> Image.Image:
    """Return the film in mode L, bright as it was. A deep film (mode I) is windowed to the range it uses.

    Transparent pixels become black: they carry arbitrary colours, and black is what a film has
    where there is nothing. Raise FilmRefused (BLANK; UNSUPPORTED_FORMAT for more than 16 bits).
    """
    if picture.mode.startswith("I"):
        codes, display = deep_display(as_codes(np.asarray(picture)))
        return apply_lut(codes, display.greys)
    if picture.mode in ("RGBA", "LA"):
        black = Image.new("RGBA", picture.size, "black")
        picture = Image.alpha_composite(black, picture.convert("RGBA"))
    grey = picture.convert("L")
    if is_blank(np.array(grey.histogram())):
        raise FilmRefused(RefusalReason.BLANK)
    return grey


def deep_display(codes: Codes, transparent: npt.NDArray[np.bool_] | None = None) -> tuple[Codes, Display]:
    """Return how a picture file of 16 bits a pixel is shown, and its codes.

    ``codes`` and ``transparent``: (height, width). Pixels that are ``transparent`` become black, get a code
    of their own and do not count. Raise FilmRefused (BLANK).
    """
    values, outside = np.arange(65536), np.zeros(65536, bool)
    if transparent is not None and transparent.any():
        unused = _unused(codes)
        codes = np.where(transparent, codes.dtype.type(unused), codes)
        outside[unused] = True
    every = count(sampled(codes))
    counts = film_counts(codes, every, values, outside)
    own = own_greys(codes, counts)
    table = auto_window_lut(values, values, counts) if own is None else own
    table[outside] = 0
    return codes, Display(table, values if own is None else None, outside, every)


def _unused(codes: Codes) -> int:
    """Return a code that no pixel has."""
    used = np.zeros(65536, bool)
    for top in range(0, len(codes), _ROWS_AT_ONCE):
        used[codes[top : top + _ROWS_AT_ONCE]] = True
    return int(np.argmin(used))


def own_greys(codes: Codes, counts: Counts) -> Table | None:
    """Return the greys that the codes are already, in 8 bits or filling 16, or None for any other film.

    ``counts``: how often each code occurs in the film.
    """
    if codes.itemsize == 1:
        return None if is_blank(counts) else np.arange(256, dtype=np.uint8)
    if counts[np.arange(65536) % _DOUBLED != 0].any():
        return None
    return (np.arange(65536) // _DOUBLED).astype(np.uint8)


def apply_lut(codes: Codes, table: Table) -> Image.Image:
    """Return the film that ``table`` makes of the codes, mode L."""
    return Image.fromarray(entries_at(codes, table))


def entries_at(codes: Codes, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what ``table`` has for each of the codes, in the type of the table."""
    found = np.empty(codes.shape, table.dtype)
    for top in range(0, len(codes), _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        np.take(table, codes[rows], out=found[rows], mode="clip")
    return found


def auto_window_lut(values: npt.NDArray[np.generic], stored: npt.NDArray[np.int64], counts: Counts) -> Table:
    """Return the table that shows the range a film uses: 12-bit films are often stored in 16 bits unscaled.

    ``values``: what each code means, any order; ``stored``: the number as which it is stored;
    ``counts``: how often it occurs in the film. Raise FilmRefused (BLANK).
    """
    darkest, brightest = quantiles(stored, counts, 0.02, 0.98)
    low, high = quantiles(values, counts, *_WINDOW)
    if brightest - darkest <= _BLANK_DEEP or not low < high:
        raise FilmRefused(RefusalReason.BLANK)
    scaled = np.floor((values.astype(np.float64) - low) * 255 / (high - low))
    table: Table = scaled.clip(0, 255).astype(np.uint8)
    return table


def is_blank(counts: Counts) -> bool:
    """Return whether a film of 8 bits shows nothing; ``counts``: how often each of the 256 levels occurs."""
    low, high = quantiles(np.arange(256), counts, 0.02, 0.98)
    return high - low <= _BLANK_8


def as_codes(pixels: npt.NDArray[np.generic]) -> Codes:
    """Return pixels of up to 32 bits as codes. Raise FilmRefused (UNSUPPORTED_FORMAT).

    Signed pixels are shifted. The window undoes the shift. More than 16 bits are refused.
    """
    low, high = int(pixels.min()), int(pixels.max())
    if high - low > 65535:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "more than 16 bits a pixel")
    return (pixels - min(low, 0)).clip(0, 65535).astype(np.uint16)
