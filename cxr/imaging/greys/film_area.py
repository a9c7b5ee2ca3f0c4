"""Where the film lies in a picture, so that what frames it does not decide how the film is shown."""

from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
"""How often each code occurs."""

Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
"""Pixels as they are stored, (height, width)."""

Values = npt.NDArray[Any]
"""What each code means, in any order."""

_SAMPLED = 1_000_000
"""Pixels that are enough to know the levels of a film."""

_FRAMES = 4
"""Frames that may lie around each other: black paper on a white page, say."""

_LEVEL = 0.95
"""Share of a row or column at one extreme from which it belongs to a frame: letters may stand in it."""

_QUANTILES = (0.01, 0.99)


def sampled(codes: Codes) -> Codes:
    """Return every n-th row and column of a large film."""
    step = max(1, int((codes.size / _SAMPLED) ** 0.5))
    return codes[::step, ::step]


def count(codes: Codes) -> Counts:
    """Return how often each code occurs among these."""
    return np.bincount(codes.ravel(), minlength=256**codes.itemsize)


def film_counts(codes: Codes, every: Counts, values: Values, ignored: npt.NDArray[np.bool_]) -> Counts:
    """Return how often each code occurs in the film itself.

    ``every``: how often each code occurs among the sampled ones; ``values``: what each code means, in any
    order; ``ignored``: codes that stand for no film. Left out are frames at the darkest or the brightest
    value. These two values are left out as well if they lie far from all others, as letters and a ground at
    full white do in 16 bits.
    """
    counts = np.where(ignored, 0, _without_frames(sampled(codes), every, values, ignored))
    for code in (_darkest(counts, values), _darkest(counts, -values.astype(np.float64))):
        if code is not None and _lies_far(code, counts, values):
            counts[code] = 0
    return counts


def _without_frames(film: Codes, counts: Counts, values: Values, ignored: npt.NDArray[np.bool_]) -> Counts:
    """Return how often each code occurs inside the frames; ``counts``: how often it occurs with them."""
    for _ in range(_FRAMES):
        used = values[(counts > 0) & ~ignored]
        if not len(used):
            return counts
        low, high = float(used.min()), float(used.max())
        margin = (high - low) / 1024  # lossy compression blurs a frame
        smaller = film
        for frame in (values <= low + margin, values >= high - margin):
            inside = _inside(smaller, frame | ignored)
            smaller = inside if inside.size else smaller
        if smaller.shape == film.shape:
            return counts
        film, counts = smaller, count(smaller)
    return counts


def _inside(film: Codes, frame: npt.NDArray[np.bool_]) -> Codes:
    """Return the film without the outer rows and columns that consist of these codes."""
    if not any(frame[side].mean() >= _LEVEL for side in (film[0], film[-1], film[:, 0], film[:, -1])):
        return film
    framed = frame[film]
    rows, columns = ((framed.mean(axis) < _LEVEL).nonzero()[0] for axis in (1, 0))
    if not (len(rows) and len(columns)):
        return film[:0]
    return film[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _darkest(counts: Counts, values: Values) -> int | None:
    """Return the code of the smallest value that occurs, or None if no code occurs."""
    used = counts.nonzero()[0]
    return int(used[np.argmin(values[used])]) if len(used) else None


def _lies_far(code: int, counts: Counts, values: Values) -> bool:
    """Return whether the code lies farther from the other values than half of their span."""
    others = counts.copy()
    others[code] = 0
    if not others.any():
        return False
    low, high = quantiles(values, others, *_QUANTILES)
    return high > low and not low - (high - low) / 2 <= float(values[code]) <= high + (high - low) / 2


def quantiles(values: Values, counts: Counts, *shares: float) -> tuple[float, ...]:
    """Return the values below which these shares of the pixels lie."""
    used = counts.nonzero()[0]
    if not len(used):
        return tuple(float(values[0]) for _ in shares)
    order = used[np.argsort(values[used], kind="stable")]
    running = np.cumsum(counts[order])
    return tuple(float(values[order[np.searchsorted(running, share * running[-1])]]) for share in shares)
