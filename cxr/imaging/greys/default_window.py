"""The window that shows a film as its header and its pixels want it, derived from the greys of its codes."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cxr.study import DefaultWindow

_STRAIGHT = 1.0
"""Grey levels, of 256, by which a straight line may miss the greys: rounding alone misses them by one."""

_STEPS = 256


def default_window(levels: npt.NDArray[Any], greys: npt.NDArray[np.uint8]) -> DefaultWindow:
    """Return the window through which these levels become these greys.

    ``levels``: (codes,) integers in any order, with repetitions. ``greys``: (codes,) uint8. Codes that stand
    for no film are left out. Greys may rise or fall with the levels.
    """
    x, first = np.unique(levels.astype(np.float64), return_index=True)
    y = greys[first].astype(np.float64)
    if y[-1] < y[0]:
        falling = _rising(-x[::-1], y[::-1])
        return DefaultWindow(-falling.black, -falling.white, falling.curve)
    return _rising(x, y)


def _rising(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> DefaultWindow:
    start, end = int(np.flatnonzero(y == y.min())[-1]), int(np.flatnonzero(y == y.max())[0])
    if start >= end:  # a table of the header that goes up and down
        start, end = 0, len(x) - 1
    between = slice(start + 1, end)
    if end - start > 2:
        slope, offset = np.polyfit(x[between], y[between], 1)
        if slope > 0 and np.abs(slope * x[between] + offset - y[between]).max() <= _STRAIGHT:
            return DefaultWindow(float(-offset / slope), float((255 - offset) / slope))
    curve = np.interp(np.linspace(x[start], x[end], _STEPS), x, y)
    return DefaultWindow(float(x[start]), float(x[end]), np.rint(curve).astype(np.uint8).tobytes())
