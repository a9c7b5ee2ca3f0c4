"""Connected places of a small grid."""

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

Places = npt.NDArray[np.int64]
"""Numbers of places, counted row by row."""


def components(mask: Mask) -> list[Mask]:
    """Return the connected parts (4-neighbourhood) of ``mask``, (rows, columns) each, largest first."""
    firsts = _first_places(mask)
    parts = [firsts == first for first in np.unique(firsts[mask])]
    return sorted(parts, key=np.count_nonzero, reverse=True)


def _first_places(mask: Mask) -> Places:
    """Return for each place the first place of its part, and ``mask.size`` outside."""
    outside = mask.size
    firsts = np.where(mask, np.arange(outside).reshape(mask.shape), outside)
    while True:
        found = np.where(mask, _least_around(firsts), outside)
        # What a place has found may know an earlier one: so a long part takes few rounds.
        found = np.append(found, outside)[found]
        if np.array_equal(found, firsts):
            return firsts
        firsts = found


def _least_around(places: Places) -> Places:
    least = places.copy()
    for mine, neighbours in (
        (least[1:], places[:-1]),
        (least[:-1], places[1:]),
        (least[:, 1:], places[:, :-1]),
        (least[:, :-1], places[:, 1:]),
    ):
        np.minimum(mine, neighbours, out=mine)
    return least
