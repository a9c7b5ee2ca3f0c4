"""Adds the difference of two films of one class, so that shadows are not learned as pneumonia."""

import numpy as np
import numpy.typing as npt

from training.data.arrays import Floats, Pixels

SHADOWED = 1 / 3
"""Share of the films that get shadows."""

STRENGTH = 0.5
"""The largest factor of an added difference."""


def add_shadows(
    films: Pixels, truth: Floats, chosen: npt.NDArray[np.int64], random: np.random.Generator
) -> Pixels:
    """Return ``films`` (n, size, size, 1), 0-255, at ``chosen``, some with shadows of two other films.

    The shadows are ribs, skin folds, clothes and tubes of other films, lighter and darker. The label
    ``truth`` (n,) does not change: a network that never met such shadows over clear lungs takes them
    for disease. Both other films have the same class as the film, so the shadows contain nothing about
    the class (as in mixup, Zhang et al. 2018, without mixed labels). A film whose class has fewer than
    two other films stays unchanged.
    """
    shadowed = films[chosen]
    for place in np.flatnonzero(random.random(len(chosen)) < SHADOWED):
        at = chosen[place]
        of_class = np.flatnonzero(truth == truth[at])
        others = of_class[of_class != at]
        if len(others) < 2:
            continue
        one, other = random.choice(others, 2, replace=False)
        shadows = films[one].astype(np.float32) - films[other]
        film = films[at] + random.uniform(0, STRENGTH) * shadows
        shadowed[place] = np.clip(np.rint(film), 0, 255).astype(np.uint8)
    return shadowed
