"""How much the framing of films gives away: their label told from where the lungs lie, and nothing else.

A film is made square before it is read, and ill children's films are framed otherwise than others: a
network takes that for the illness. ``training.augmentation.augment`` frames films anew, for this reason. Where the
lungs lie is told by ``training.lungs.segmentation``, which may cut a white lung short: a part of what is found here
may be the illness itself.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from training.augmentation.augment import Augment, lung_frame
from training.data.catalog import Film, load_pixels, targets
from training.lungs.segmentation import lung_masks

SIZE = 128
"""Pixels a side at which lungs are found: twice what finds them."""

SEED = 7

_BATCH = 256

Floats = npt.NDArray[np.float32]


def framing_alone(fit: Sequence[Film], other: Sequence[Film]) -> tuple[float, float]:
    """The AUC on ``other`` of a model that knows but the frame of the lungs, fitted on ``fit``.

    Of films as they are, and of films all framed anew; 0.5 where framing tells nothing. Raises
    TrainingError naming the films that cannot be read.
    """
    known, asked = _lungs(fit), _lungs(other)
    truths = targets(list(fit)), targets(list(other))
    augment = Augment(SEED, own_framing=0)  # one for all: from the same seed, another draws the same again
    return _told(known, asked, *truths), _told(_moved(augment, known), _moved(augment, asked), *truths)


def _lungs(films: Sequence[Film]) -> Floats:
    return lung_masks(load_pixels(list(films), SIZE))[..., None]


def _moved(augment: Augment, lungs: Floats) -> Floats:
    """Masks (n, SIZE, SIZE, 1) as variation moves them."""
    parts = np.split(lungs, range(_BATCH, len(lungs), _BATCH))
    return np.concatenate([np.asarray(augment([255 * part, part], training=True)[1]) for part in parts])


def _told(known: Floats, asked: Floats, known_truth: Floats, asked_truth: Floats) -> float:
    model = GradientBoostingClassifier(random_state=SEED).fit(_frames(known), known_truth)
    return float(roc_auc_score(asked_truth, model.predict_proba(_frames(asked))[:, 1]))


def _frames(lungs: Floats) -> Floats:
    """Centre and spread of the lungs, across and down: (n, 4)."""
    return np.stack([np.asarray(part) for part in lung_frame(lungs)], axis=1)
