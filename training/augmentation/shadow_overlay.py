"""Shadows over a film that are of no illness: what two films that show the same as it differ by."""

import numpy as np
import numpy.typing as npt

from training.data.arrays import Floats, Pixels

OVERLAID = 1 / 3
"""Share of the films that something lies over."""

STRENGTH = 0.5
"""The most of a difference that is added."""


def overlay(
    films: Pixels, truth: Floats, shown: npt.NDArray[np.int64], random: np.random.Generator
) -> Pixels:
    """``films`` (n, size, size, 1), 0-255, at ``shown``, with a part of what two others differ by over some.

    Ribs, skin folds, clothes and tubes of others lie on a film then, lighter and darker, and it shows
    what it showed: ``truth`` (n,). A network that never met such shadows over clear lungs takes them for
    illness. The two are of its class, so that they tell nothing of it (as mixup does, Zhang et al. 2018,
    but for the label). A film of a class that has fewer than two others stays as it is.
    """
    overlaid = films[shown]
    for place in np.flatnonzero(random.random(len(shown)) < OVERLAID):
        at = shown[place]
        of_class = np.flatnonzero(truth == truth[at])
        others = of_class[of_class != at]
        if len(others) < 2:
            continue
        one, other = random.choice(others, 2, replace=False)
        shadows = films[one].astype(np.float32) - films[other]
        film = films[at] + random.uniform(0, STRENGTH) * shadows
        overlaid[place] = np.clip(np.rint(film), 0, 255).astype(np.uint8)
    return overlaid
