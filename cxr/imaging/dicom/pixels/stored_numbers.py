"""Codes -> the numbers that they stand for, by the header or, where that is mistaken, by the pixels."""

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import leave_aside, numbers, value_of, whole
from cxr.imaging.dicom.parser import OVERLAY_BITS
from cxr.imaging.greys.film_area import Codes, Counts, sampled

Numbers = npt.NDArray[np.int64]

_FEW_JUMPS = 1 / 2000
"""Share of neighbouring pixels that differ by more than half the range: markers and edges alone do so."""

_ROWS = 256
"""Rows that are enough to tell."""

_MORE_JUMPS = 4
"""How many times more of them tell that the sign is wrong."""


def stored_numbers(dataset: Dataset, codes: Codes, counts: Counts) -> Numbers:
    """Return what each code means as a number (PS3.5 8.1.1); ``counts``: how often it occurs.

    Bits of overlays that the header declares are masked. If the pixels use other bits than the header
    says, the whole code is the number. If the numbers wrap around in the sign that the header says, they
    have the other sign. Raise ValueError if BitsStored is impossible.
    """
    width = 8 * codes.itemsize
    bits = whole(dataset, "BitsStored", width)
    if not 1 <= bits <= whole(dataset, "BitsAllocated"):
        raise ValueError("BitsStored")
    every = np.arange(1 << width) & ~_overlay_bits(dataset, width)
    shift = max(_high_bit(dataset, bits, width) - bits + 1, 0)
    used = every[counts > 0]
    if shift and used.max(initial=0) < 1 << bits:
        leave_aside("HighBit")
        shift = 0
    if not _fits(used, shift, bits, width):
        leave_aside("BitsStored")
        shift, bits = 0, width
    stored = (every >> shift) & ((1 << bits) - 1)
    is_signed = bool(whole(dataset, "PixelRepresentation", 0))
    readings = stored, as_signed(stored, bits)
    if _wraps(codes, counts, readings[is_signed], readings[not is_signed], 1 << (bits - 1)):
        leave_aside("PixelRepresentation")
        is_signed = not is_signed
    return readings[is_signed]


def as_signed(stored: Numbers, bits: int) -> Numbers:
    """Return two's complement of ``bits`` bits as negative and positive numbers."""
    half = 1 << (bits - 1)
    return ((stored & ((1 << bits) - 1)) ^ half) - half


def _high_bit(dataset: Dataset, bits: int, width: int) -> int:
    """Return the highest bit of a number.

    Numbers begin at bit 0 if the header has no highest bit or an impossible one.
    """
    stated = numbers(dataset, "HighBit")
    if not stated:
        return bits - 1
    if not bits - 1 <= stated[0] < width:
        leave_aside("HighBit")
        return bits - 1
    return int(stated[0])


def _overlay_bits(dataset: Dataset, width: int) -> int:
    """Return a mask of the bits in which old files keep overlays among the pixels."""
    mask = 0
    for tag in OVERLAY_BITS:
        position = value_of(dataset, tag)
        if isinstance(position, int) and 0 < position < width:  # at 0 it has data of its own
            mask |= 1 << position
    return mask


def _fits(used: Numbers, shift: int, bits: int, width: int) -> bool:
    """Return whether all that the codes use lies in the stored bits, or continues their sign above them."""
    if not len(used):
        return True
    inside = ((1 << bits) - 1) << shift
    if not (used & ~inside).any():
        return True
    continued = as_signed(used >> shift, bits) << shift
    return bool(((continued & ((1 << width) - 1)) == used).all())


def _wraps(codes: Codes, counts: Counts, declared: Numbers, other: Numbers, half: int) -> bool:
    """Return whether neighbouring pixels jump over more than half of the range in the declared sign alone.

    The first and the last code in either order are left out: frames and letters jump in any case.
    """
    used = counts.nonzero()[0]
    if not len(used):
        return False
    steady = np.ones(len(counts), bool)
    for readings in (declared, other):
        steady[used[[np.argmin(readings[used]), np.argmax(readings[used])]]] = False
    film = sampled(codes)
    film = film[:: max(1, len(film) // _ROWS)]
    is_steady = steady[film]
    pairs = is_steady[:, 1:] & is_steady[:, :-1]
    jumps = [
        int((np.abs(np.diff(readings[film], axis=1)) > half)[pairs].sum()) for readings in (declared, other)
    ]
    few: float = max(_FEW_JUMPS * pairs.sum(), _MORE_JUMPS * jumps[1])
    return jumps[0] > few
