"""The look-up tables of a DICOM header (PS3.3 C.11.1.1)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import numbers, value_of
from cxr.imaging.greys.film_area import Values

_ENTRIES = 65536
"""What a descriptor calls 0 entries."""

_SMOOTHER = 0.5
"""Share of the ups and downs that are left where a table was read in the wrong byte order."""


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A table of the header. ``first``: the value of its first entry; ``white``: its brightest output."""

    first: int
    entries: Values
    white: float

    def through(self, values: Values) -> Values:
        """Return the values through the table.

        Values before the table get its first entry, values behind it the last one.
        """
        first = self.first
        if float(values.min()) < 0 and first > 32767:
            first -= _ENTRIES  # read as unsigned, since nothing in its own item says otherwise
        at = np.clip(np.rint(values.astype(np.float64)) - first, 0, len(self.entries) - 1)
        output: Values = self.entries[at.astype(np.int64)]
        return output

    def share(self, values: Values) -> Values:
        """Return the values through the table as shares of white: black is 0, white 1."""
        return self.through(values) / self.white


def lookup_table(
    item: Dataset, descriptor: str = "LUTDescriptor", data: str = "LUTData"
) -> LookupTable | None:
    """Return the table that these elements hold.

    Return None if one of the elements is missing, or if they do not fit each other.
    """
    described = numbers(item, descriptor)
    if len(described) != 3:
        return None
    count = int(described[0]) % _ENTRIES or _ENTRIES
    entries = _entries(value_of(item, data), count)
    if entries is None or len(entries) < count or not entries[:count].max() > 0:
        return None
    entries = entries[:count]
    return LookupTable(int(described[1]), entries, _white(entries, int(described[2])))


def _entries(data: object, count: int) -> Values | None:
    """Return the numbers in the data, or None if there are none.

    Pydicom hands over the bytes of the data unread where they are words of no type.
    """
    if isinstance(data, bytes):
        if len(data) < 2 * count:
            return np.frombuffer(data, np.uint8).astype(np.float64)
        return _in_order(np.frombuffer(data[: 2 * count], "<u2"))
    entries = np.atleast_1d(np.asarray([] if data is None else data))
    if entries.dtype.kind not in "iuf" or not len(entries):
        return None
    is_words = entries.dtype.kind != "f" and entries.min() >= 0 and entries.max() < _ENTRIES
    return _in_order(entries.astype(np.uint16)) if is_words else entries.astype(np.float64)


def _in_order(words: npt.NDArray[np.uint16]) -> Values:
    """Return the words in the byte order in which they make a table."""
    swapped = words.byteswap()
    return (swapped if _unrest(swapped) < _SMOOTHER * _unrest(words) else words).astype(np.float64)


def _unrest(entries: npt.NDArray[np.uint16]) -> float:
    """Return the ups and downs of a table as a multiple of its range: 1 if it rises or falls throughout.

    A file that is big-endian has such tables in its own order. Some converters leave the tables so.
    """
    signed = entries.astype(np.int64)
    return float(np.abs(np.diff(signed)).sum()) / max(int(np.ptp(signed)), 1)


def _white(entries: Values, bits: int) -> float:
    """Return the white of the descriptor, or the table's own maximum where the descriptor is mistaken.

    The descriptor is mistaken if the table stays below half of its white, or goes beyond it. Some
    descriptors name the bits in which an entry is stored.
    """
    brightest, declared = float(entries.max()), float((1 << bits) - 1 if 8 <= bits <= 16 else 0)
    return declared if declared / 2 < brightest <= declared else brightest
