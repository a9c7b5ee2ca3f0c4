"""Connected places of a small grid."""

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

_STEPS = 4
"""Steps of growth between two counts: a count costs as much as a step."""


def components(mask: Mask) -> list[Mask]:
    """Return the connected parts (4-neighbourhood) of ``mask``, (rows, columns) each, largest first."""
    left, parts = mask.copy(), []
    while left.any():
        part = _connected(left)
        parts.append(part)
        left &= ~part
    return sorted(parts, key=np.count_nonzero, reverse=True)


def _connected(mask: Mask) -> Mask:
    """Return the part that contains the first place of ``mask``."""
    part = np.zeros_like(mask)
    part[np.unravel_index(int(mask.argmax()), mask.shape)] = True
    size = 0
    while size < np.count_nonzero(part):
        size = int(np.count_nonzero(part))
        for _ in range(_STEPS):
            part = _grown(part) & mask
    return part


def _grown(mask: Mask) -> Mask:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown
