"""Evidence at each place of the lungs: from the network's cells to log-odds, and onto the film."""

import numpy as np
import numpy.typing as npt

from cxr.inference.lungs import Box

Map = npt.NDArray[np.float32]

FILM_CELLS = 32
"""Cells a side of a map that covers the whole film: about as fine as the network's cells on the lungs."""

OUTSIDE = -30.0
"""Log-odds where there is no lung: no evidence."""

_LUNG = 0.25
"""Share of lung from which a cell has evidence."""


def film_logit(cells: Map, lungs: Map) -> float:
    """Return the log of the mean odds over the lungs: the log-odds of a film.

    ``cells``: (rows, columns) float32, the log-odds of each cell. ``lungs``: the same shape, the share of
    lung in each. The logit is a function of the map alone, so the map is the evidence. Log-sum-exp pooling
    (Pinheiro and Collobert 2015), weighted with the lungs.
    """
    weights = np.log(lungs.astype(np.float64) + 1e-9)
    return float(np.logaddexp.reduce((cells + weights).ravel()) - np.log(lungs.sum(dtype=np.float64) + 1e-4))


def on_film(cells: Map, lungs: Map, box: Box) -> Map:
    """Return the log-odds of each place of the whole film: (FILM_CELLS, FILM_CELLS) float32.

    ``box``: where on the film the cells are. Places without lung have the log-odds ``OUTSIDE``.
    """
    inside = np.where(lungs >= _LUNG, cells, np.float32(np.nan))
    rows, columns = cells.shape
    middles = (np.arange(FILM_CELLS) + 0.5) / FILM_CELLS
    down = _places(middles, box.top, box.bottom, rows)
    across = _places(middles, box.left, box.right, columns)
    known = _sample(np.where(np.isnan(inside), 0, inside), down, across)
    weight = _sample((~np.isnan(inside)).astype(np.float32), down, across)
    evidence = known / np.maximum(weight, 1e-6)
    return np.where(weight >= 0.5, evidence, np.float32(OUTSIDE)).astype(np.float32)


def _places(middles: npt.NDArray[np.float64], start: float, stop: float, cells: int) -> Map:
    """Return where the middles of the film's cells are, counted in cells of the box."""
    return ((middles - start) / (stop - start) * cells - 0.5).astype(np.float32)


def _sample(values: Map, down: Map, across: Map) -> Map:
    """Interpolate ``values`` linearly; 0 outside."""
    return _rows(_rows(values, down).T, across).T


def _rows(values: Map, places: Map) -> Map:
    below = np.floor(places).astype(int)
    share = (places - below)[:, None]
    padded = np.pad(values, ((1, 2), (0, 0)))
    at = np.clip(below + 1, 0, len(padded) - 2)
    outside = (below < -1) | (below >= len(values))
    mixed = padded[at] * (1 - share) + padded[at + 1] * share
    return np.where(outside[:, None], 0, mixed).astype(np.float32)
