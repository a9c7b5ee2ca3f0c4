"""The window of a DICOM header (PS3.3 C.11.2), and whether the film can be seen through it."""

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import numbers, text
from cxr.imaging.greys.film_area import Counts, Values, quantiles
from cxr.imaging.greys.grey_levels import Table, is_blank

_FEWEST_LEVELS = 64
"""Of 256, between the 1st and the 99th percentile of a film. Of the films of 8 bits in the training data and
in the development sets of adults, none has fewer than 73."""

_FEWEST_BEYOND = 128
"""The same for a window wider than all that the film's bits can hold: it belongs to another depth."""

_MOST_WHITE, _MOST_BLACK = 0.25, 0.5
"""Share of a film that its window may clip. In the same data, at most 0.16 is white and 0.31 is black."""

_ANY_WIDTH = ("LINEAR_EXACT", "SIGMOID")
"""Functions whose window may be narrower than 1."""


@dataclass(frozen=True, slots=True)
class Window:
    """``centre`` and ``width`` in the units of the modality; ``function``: as VOI LUT Function names it."""

    centre: float
    width: float
    function: str

    def share(self, values: Values) -> Values:
        """Return the values as shares of white (PS3.3 C.11.2.1.2 and C.11.2.1.3).

        Black is 0 or less, white 1 or more.
        """
        if self.function == "SIGMOID":
            sigmoid: Values = 1 / (1 + np.exp(np.clip(-4 * (values - self.centre) / self.width, -50, 50)))
            return sigmoid
        if self.function == "LINEAR_EXACT":
            return (values - self.centre) / self.width + 0.5
        return (values - (self.centre - 0.5)) / max(self.width - 1, 1e-6) + 0.5


def window_of(dataset: Dataset) -> Window | None:
    """Return the first window of the header, or None if there is none or it is impossible.

    Alternatives follow the window that is meant to be seen.
    """
    centre, width = (numbers(dataset, name) for name in ("WindowCenter", "WindowWidth"))
    if not centre or not width:
        return None
    function = text(dataset, "VOILUTFunction") or "LINEAR"
    is_possible = width[0] >= 1 or (function in _ANY_WIDTH and width[0] > 0)
    return Window(centre[0], width[0], function) if is_possible else None


def is_usable(table: Table, values: Values, counts: Counts, width: float | None) -> bool:
    """Return whether a film can be seen as ``table`` shows it: neither crushed into few greys nor clipped.

    ``values``: what each code measures; ``counts``: how often it occurs in the film; ``width``: of the
    window, None for a table of the header's own.
    """
    shades = np.bincount(table, counts, 256).astype(np.int64)
    if is_blank(shades):
        return False
    low, high = quantiles(np.arange(256), shades, 0.01, 0.99)
    is_beyond = width is not None and width > 1.01 * (float(np.ptp(values)) + 1)
    if high - low < (_FEWEST_BEYOND if is_beyond else _FEWEST_LEVELS):
        return False
    return _clipped(255, table, counts) <= _MOST_WHITE and _clipped(0, table, counts) <= _MOST_BLACK


def _clipped(grey: int, table: Table, counts: Counts) -> float:
    """Return the share of the film that this grey swallows, without the most frequent value in it.

    A detector that is saturated has one value there. No window can take that value apart.
    """
    swallowed = counts[table == grey]
    return float((swallowed.sum() - swallowed.max(initial=0)) / counts.sum())
