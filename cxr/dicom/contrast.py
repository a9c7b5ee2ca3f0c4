"""Codes -> grey: the chain of PS3.3 and PS3.4, worked out once for every code instead of every pixel."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from cxr.greyscale import Codes, Table, is_blank, level_counts, stretched

_Values = npt.NDArray[np.floating[Any]]


def grey_table(dataset: Dataset, codes: Codes) -> Table:
    """The grey, 0-255, of each code that the pixels may have.

    Modality LUT or rescaling, then VOI LUT or window, then inversion of MONOCHROME1. A film whose
    header has no window, or one that shows nothing, is windowed to the range it uses. What the
    header calls padding is black. Raises FilmRefused (BLANK).
    """
    stored = _stored_values(dataset, 256**codes.itemsize)
    counts = level_counts(codes)
    padding = _padding(dataset, stored)
    counts[padding] = 0
    values = _modality(dataset, stored)
    table = _voi(dataset, values)
    if table is None or is_blank(np.bincount(table, counts, 256).astype(np.int64)):
        table = stretched(values, counts)
    if str(dataset.PhotometricInterpretation).strip() == "MONOCHROME1":
        table = 255 - table
    table[padding] = 0
    return table


def _stored_values(dataset: Dataset, count: int) -> npt.NDArray[np.int64]:
    """What each code means as a number (PS3.5 8.1.1); bits around the stored ones are old overlays."""
    bits = int(dataset.BitsStored)
    if not 1 <= bits <= int(dataset.BitsAllocated):
        raise ValueError("BitsStored")
    shift = max(int(dataset.get("HighBit", bits - 1)) - bits + 1, 0)
    stored = (np.arange(count) >> shift) & ((1 << bits) - 1)
    return _signed(stored, bits) if dataset.PixelRepresentation else stored


def _signed(numbers: npt.NDArray[np.int64], bits: int) -> npt.NDArray[np.int64]:
    half = 1 << (bits - 1)
    return ((numbers & ((1 << bits) - 1)) ^ half) - half


def _padding(dataset: Dataset, stored: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which codes stand for places outside the film."""
    value = dataset.get("PixelPaddingValue")
    if not isinstance(value, int):
        return np.zeros(len(stored), bool)
    limit = dataset.get("PixelPaddingRangeLimit")
    ends = np.array([value, limit if isinstance(limit, int) else value])
    if dataset.PixelRepresentation:
        ends = _signed(ends, 16)
    inside: npt.NDArray[np.bool_] = (stored >= ends.min()) & (stored <= ends.max())
    return inside


def _modality(dataset: Dataset, stored: npt.NDArray[np.int64]) -> _Values:
    if tables := dataset.get("ModalityLUTSequence"):
        return _through(tables[0], stored)[0]
    slope, intercept = dataset.get("RescaleSlope"), dataset.get("RescaleIntercept")
    values: _Values = stored * float(1 if slope is None else slope) + float(intercept or 0)
    return values


def _voi(dataset: Dataset, values: _Values) -> Table | None:
    """None where the header has neither a table nor a usable window."""
    if tables := dataset.get("VOILUTSequence"):
        output, bits = _through(tables[0], values)
        return _grey(output / ((1 << bits) - 1))
    centre, width = (_first(dataset.get(name)) for name in ("WindowCenter", "WindowWidth"))
    if centre is None or width is None or not np.isfinite([centre, width]).all() or width < 1:
        return None
    return _grey(_windowed(str(dataset.get("VOILUTFunction") or "LINEAR"), values, centre, width))


def _windowed(function: str, values: _Values, centre: float, width: float) -> _Values:
    """PS3.3 C.11.2.1.2 and C.11.2.1.3: 0-1 and beyond."""
    if function == "SIGMOID":
        sigmoid: _Values = 1 / (1 + np.exp(np.clip(-4 * (values - centre) / width, -50, 50)))
        return sigmoid
    if function == "LINEAR_EXACT":
        return (values - centre) / width + 0.5
    return (values - (centre - 0.5)) / max(width - 1, 1e-6) + 0.5


def _through(item: Dataset, values: npt.NDArray[Any]) -> tuple[_Values, int]:
    """The values through a table of the header (PS3.3 C.11.1.1), and the bits of what comes out."""
    entries, first, bits = (int(number) for number in item.LUTDescriptor)
    entries = entries or 65536
    if values.min() < 0 and first > 32767:
        first -= 65536  # read as unsigned, since nothing in its own item says otherwise
    data = item.LUTData
    if isinstance(data, bytes):
        data = np.frombuffer(data, "u1" if len(data) < 2 * entries else "<u2")
    table = np.atleast_1d(np.asarray(data, np.float64))[:entries]
    if len(table) < entries or not 8 <= bits <= 16:
        raise ValueError("LUTDescriptor")
    return table[np.clip(np.rint(values).astype(np.int64) - first, 0, entries - 1)], bits


def _grey(share: _Values) -> Table:
    return np.floor(share.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _first(value: str | float | Sequence[float] | None) -> float | None:
    """A number, or the first of several: alternatives follow the one that is meant to be seen."""
    if value is None or value == "":
        return None
    return float(value if isinstance(value, int | float | str) else value[0])
