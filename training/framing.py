"""How much the framing of films gives away: their label told from where the lungs lie, and nothing else.

A film is made square before it is read, and ill children's films are framed otherwise than others: a
network takes that for the illness. ``training.augment`` frames films anew, for this reason.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from training.augment import lung_frame
from training.films import Film, load_pixels, targets
from training.lungs import lung_masks

SIZE = 128
"""Pixels a side at which lungs are found: twice what finds them."""

SEED = 7


def framing_alone(fit: Sequence[Film], other: Sequence[Film]) -> float:
    """The AUC on ``other`` of a model that knows but the frame of the lungs, fitted on ``fit``.

    0.5 where framing tells nothing. Raises TrainingError naming the films that cannot be read.
    """
    model = GradientBoostingClassifier(random_state=SEED).fit(_frames(fit), targets(list(fit)))
    return float(roc_auc_score(targets(list(other)), model.predict_proba(_frames(other))[:, 1]))


def _frames(films: Sequence[Film]) -> npt.NDArray[np.float32]:
    """Centre and spread of the lungs, across and down: (n, 4)."""
    masks = lung_masks(load_pixels(list(films), SIZE))[..., None]
    return np.stack([np.asarray(part) for part in lung_frame(masks)], axis=1)
