"""Pixels of any depth -> one grey channel of 8 bits."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

_BLANK_8, _BLANK_DEEP = 4, 16
"""Levels between the 2nd and the 98th percentile up to which a film shows nothing."""

_WINDOW = (0.01, 0.99)
"""Quantiles that become black and white in a deep film: a marker or a dead pixel lies outside."""

_ROWS_AT_ONCE = 64
"""NumPy makes 64-bit indices of what it looks up: all rows at once would take eight times their memory."""

_SAMPLED = 1_000_000
"""Pixels that are enough to know the levels of a film."""

Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
"""Pixels as they are stored, (height, width)."""

Table = npt.NDArray[np.uint8]
"""For each code the grey that shows it, 0-255."""


def to_grey(picture: Image.Image) -> Image.Image:
    """Mode L, bright as it was; deep films (modes I and I;16) are windowed to the range they use.

    Transparent pixels become black: they carry arbitrary colours, and black is what a film has
    where there is nothing. Raises FilmRefused (BLANK; UNSUPPORTED_FORMAT for more than 16 bits).
    """
    if picture.mode.startswith("I"):
        codes = _codes(np.asarray(picture))
        return look_up(codes, stretched(np.arange(65536), level_counts(codes)))
    if picture.mode in ("RGBA", "LA"):
        black = Image.new("RGBA", picture.size, "black")
        picture = Image.alpha_composite(black, picture.convert("RGBA"))
    grey = picture.convert("L")
    if is_blank(np.array(grey.histogram())):
        raise FilmRefused(RefusalReason.BLANK)
    return grey


def look_up(codes: Codes, table: Table) -> Image.Image:
    """The film that ``table`` makes of the codes, mode L."""
    grey = np.empty(codes.shape, np.uint8)
    for top in range(0, len(codes), _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        np.take(table, codes[rows], out=grey[rows], mode="clip")
    return Image.fromarray(grey)


def level_counts(codes: Codes) -> npt.NDArray[np.int64]:
    """How often each code occurs, in every n-th row and column of a large film."""
    step = max(1, int((codes.size / _SAMPLED) ** 0.5))
    return np.bincount(codes[::step, ::step].ravel(), minlength=256 << 8 * (codes.itemsize - 1))


def stretched(values: npt.NDArray[np.generic], counts: npt.NDArray[np.int64]) -> Table:
    """The table that shows the range a film uses: 12-bit films are often stored in 16 bits unscaled.

    ``values``: what each code means, any order; ``counts``: how often it occurs. Raises
    FilmRefused (BLANK).
    """
    order = np.argsort(values, kind="stable")
    ranked, counts = values[order].astype(np.float64), counts[order]
    low, high = (ranked[i] for i in _quantiles(counts, 0.02, 0.98))
    if high - low <= _BLANK_DEEP:
        raise FilmRefused(RefusalReason.BLANK)
    low, high = (ranked[i] for i in _quantiles(counts, *_WINDOW))
    scaled = np.floor((values.astype(np.float64) - low) * 255 / max(high - low, 1))
    table: Table = scaled.clip(0, 255).astype(np.uint8)
    return table


def is_blank(counts: npt.NDArray[np.int64]) -> bool:
    """Whether a film of 8 bits shows nothing; ``counts``: how often each of the 256 levels occurs."""
    low, high = _quantiles(counts, 0.02, 0.98)
    return high - low <= _BLANK_8


def _codes(pixels: npt.NDArray[np.generic]) -> Codes:
    """Pillow's deep pixels as codes: signed ones are shifted, which the window undoes."""
    if pixels.dtype.itemsize == 2:
        return pixels.astype(np.uint16, copy=False)
    low, high = int(pixels.min()), int(pixels.max())
    if high - low > 65535:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "more than 16 bits a pixel")
    return (pixels - min(low, 0)).clip(0, 65535).astype(np.uint16)


def _quantiles(counts: npt.NDArray[np.int64], *shares: float) -> tuple[int, ...]:
    """The positions at which the counts of a histogram reach ``shares`` of their sum."""
    running = np.cumsum(counts)
    return tuple(int(np.searchsorted(running, share * running[-1])) for share in shares)
