"""Lays films of one class over each other: the haze of the shadows of several chests is no pneumonia.

Films of both classes are mixed, each with films of its class, so the mixture is no sign of disease.
"""

from collections.abc import Sequence

import numpy as np

from training.augmentation.lung_crops import Crop

FILMS = (2, 6)
"""Fewest and most films of a mixture. Release 0.9.0 took means of two normal films for pneumonia in .38 of
the cases, and of six in .97."""

EVENNESS = 2
"""Concentration of the random weights: higher ones make all films of a mixture as strong."""


def superpose(crops: Sequence[Crop], random: np.random.Generator) -> Crop:
    """Return the mean of ``crops`` with random weights. Its lungs are where most of the weight has lungs.

    The crops are of the same size and around the lungs, so lungs lie on lungs.
    """
    weights = random.dirichlet(np.full(len(crops), EVENNESS))
    film = np.tensordot(weights, np.stack([crop.film for crop in crops]).astype(np.float64), 1)
    inside = np.tensordot(weights, np.stack([crop.inside for crop in crops]).astype(np.float64), 1)
    return Crop(np.rint(film).astype(np.uint8), inside > 0.5)
