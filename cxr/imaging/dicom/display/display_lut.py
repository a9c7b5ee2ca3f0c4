"""Codes -> grey: the chain of PS3.3 and PS3.4, worked out once for every code instead of every pixel."""

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from cxr.imaging.dicom.display.lookup_table import LookupTable, lookup_table
from cxr.imaging.dicom.display.window import Window, is_usable, window_of
from cxr.imaging.dicom.elements import items, leave_aside, numbers, value_of, whole
from cxr.imaging.dicom.pixels.colour import PALETTE, palette_greys, photometric
from cxr.imaging.dicom.pixels.stored_numbers import Numbers, as_signed, stored_numbers
from cxr.imaging.greys.film_area import Codes, Counts, Values, count, film_counts, sampled
from cxr.imaging.greys.grey_levels import Display, Table, auto_window_lut, own_greys

_MOST_PADDING = 0.9
"""Share of a film: a header that calls more than this padding is mistaken."""

_SLOPES = (1e-6, 1e6)
"""Absolute values that a slope may have: beyond these a film would be lost in rounding."""


def display_of(dataset: Dataset, codes: Codes) -> Display:
    """Return how each code that the pixels may have is shown.

    Modality LUT or rescaling comes first, then VOI LUT or window, then inversion of MONOCHROME1. If the
    header has no window through which the film can be seen, the film is shown as it is (8 bits) or by the
    range that it uses. What the header calls padding is black. Raise FilmRefused (BLANK, COLOUR).
    """
    every = count(sampled(codes))
    clear = np.zeros(len(every), bool)
    shown_as = photometric(dataset)
    if shown_as == PALETTE:
        return Display(palette_greys(dataset, every), None, clear, every)
    if (
        whole(dataset, "SamplesPerPixel", 1) > 1
    ):  # greys of a screen: they measure nothing, and no window is for them
        numbered = np.arange(len(every))
        counts = film_counts(codes, every, numbered, clear)
        return Display(_own_range(codes, numbered, numbered, counts), None, clear, every)
    stored = stored_numbers(dataset, codes, every)
    padding = _padding(dataset, stored, every)
    values = _modality(dataset, stored)
    is_negative = shown_as == "MONOCHROME1"
    counts = film_counts(codes, every, values, padding)
    greys = _shown(dataset, values, counts, is_negative=is_negative)
    if greys is None:
        greys = _own_range(codes, stored, values, counts)
        greys = 255 - greys if is_negative else greys
    greys[padding] = 0
    return Display(greys, _levels(dataset, stored, values, padding), padding, every)


def _levels(dataset: Dataset, stored: Numbers, values: Values, padding: npt.NDArray[np.bool_]) -> Values:
    """Return the number of each code that a reader may window, from 0 to 65535.

    That is the stored number, or what the header's modality table makes of it. Rescaling adds nothing to a
    stored number but a unit, and a film has none. Negative numbers are shifted.
    """
    measured = values if items(dataset, "ModalityLUTSequence") else stored
    lowest = min(0, int(measured[~padding].min()))
    return np.rint(measured - lowest).clip(0, 65535).astype(np.uint16)


def _own_range(codes: Codes, stored: Numbers, values: Values, counts: Counts) -> Table:
    """Return the greys that a picture file of the same numbers would get. Raise FilmRefused (BLANK)."""
    own = own_greys(codes, counts) if np.array_equal(values, np.arange(len(values))) else None
    return auto_window_lut(values, stored, counts) if own is None else own


def _shown(dataset: Dataset, values: Values, counts: Counts, *, is_negative: bool) -> Table | None:
    """Return the greys that the header wants: those of its table, or else those of its window.

    Return None if neither shows enough of the film.
    """
    for keyword, found in (("VOILUTSequence", _voi_table(dataset)), ("WindowWidth", window_of(dataset))):
        if found is None:
            continue
        table = np.floor(found.share(values).clip(0, 1) * 255 + 0.5).astype(np.uint8)
        table = 255 - table if is_negative else table
        if is_usable(table, values, counts, found.width if isinstance(found, Window) else None):
            return table
        leave_aside(keyword)
    return None


def _padding(dataset: Dataset, stored: Numbers, counts: Counts) -> npt.NDArray[np.bool_]:
    """Return for each code whether it stands for places outside the film."""
    nothing = np.zeros(len(stored), bool)
    value = value_of(dataset, "PixelPaddingValue")
    if not isinstance(value, int):
        return nothing
    limit = value_of(dataset, "PixelPaddingRangeLimit")
    ends = np.array([value, limit if isinstance(limit, int) else value])
    if stored.min() < 0:
        ends = as_signed(ends, 16)
    inside: npt.NDArray[np.bool_] = (stored >= ends.min()) & (stored <= ends.max())
    if counts[inside].sum() > _MOST_PADDING * counts.sum():
        leave_aside("PixelPaddingValue")
        return nothing
    return inside


def _modality(dataset: Dataset, stored: Numbers) -> Values:
    """Return what each code measures, or the stored numbers if the header does not make sense."""
    if tables := items(dataset, "ModalityLUTSequence"):
        if table := lookup_table(tables[0]):
            return table.through(stored)
        leave_aside("ModalityLUTSequence")
    slope = next(iter(numbers(dataset, "RescaleSlope")), 1.0)
    intercept = next(iter(numbers(dataset, "RescaleIntercept")), 0.0)
    if not (_SLOPES[0] <= abs(slope) <= _SLOPES[1] and abs(intercept) <= 1e9):
        leave_aside("RescaleSlope")
        slope, intercept = 1.0, 0.0
    values: Values = stored * slope + intercept
    return values


def _voi_table(dataset: Dataset) -> LookupTable | None:
    """Return the first of the tables that is whole, or None."""
    tables = items(dataset, "VOILUTSequence")
    found = next(filter(None, map(lookup_table, tables)), None)
    if tables and found is None:
        leave_aside("VOILUTSequence")
    return found
