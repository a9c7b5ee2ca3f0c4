"""Measures how well the framing of films alone predicts their label.

Films are made square before the model reads them, and films of ill children are framed differently: a
network can learn the framing instead of the disease. ``training.augmentation.augment`` reframes films for
this reason. The place of the lungs comes from ``training.lungs.segmentation``, which may cut a white lung
short, so a part of the measured effect may be the disease itself.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from training.augmentation.augment import Augment, lung_frame
from training.data.arrays import Floats
from training.data.catalog import load_pixels, targets
from training.data.labelled_film import Film
from training.lungs.segmentation import lung_masks

SIZE = 128
"""Pixels a side at which lungs are found, twice the size of the segmentation's input."""

SEED = 7

_BATCH = 256


def framing_auc(train: Sequence[Film], validation: Sequence[Film]) -> tuple[float, float]:
    """Return the AUC on ``validation`` of a classifier whose only input is the frame of the lungs.

    The first is of films with their own framing, the second of reframed films. 0.5 means that framing
    does not predict the label. Raise TrainingError with the names of films that cannot be read.
    """
    lungs = _lungs(train), _lungs(validation)
    truths = targets(train), targets(validation)
    augment = Augment(SEED, own_framing=0)  # one layer for both: two with one seed would draw the same
    reframed = _reframed(augment, lungs[0]), _reframed(augment, lungs[1])
    return _auc(*lungs, *truths), _auc(*reframed, *truths)


def _lungs(films: Sequence[Film]) -> Floats:
    return lung_masks(load_pixels(films, SIZE))[..., None]


def _reframed(augment: Augment, lungs: Floats) -> Floats:
    """Return masks (n, SIZE, SIZE, 1) as augmentation moves them."""
    parts = np.split(lungs, range(_BATCH, len(lungs), _BATCH))
    return np.concatenate([np.asarray(augment([255 * part, part], training=True)[1]) for part in parts])


def _auc(train: Floats, validation: Floats, train_truth: Floats, validation_truth: Floats) -> float:
    model = GradientBoostingClassifier(random_state=SEED).fit(_frames(train), train_truth)
    return float(roc_auc_score(validation_truth, model.predict_proba(_frames(validation))[:, 1]))


def _frames(lungs: Floats) -> Floats:
    """Return centre and standard deviation of the lungs, across and down: (n, 4)."""
    return np.stack([np.asarray(part) for part in lung_frame(lungs)], axis=1)
