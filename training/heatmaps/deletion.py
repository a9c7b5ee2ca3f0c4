"""Hides the strongest part of a heatmap: the evidence must fall by more than without a random part."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cxr.imaging.reader import Radiograph
from cxr.inference.activation_map import OUTSIDE
from cxr.inference.classifier import Classifier
from training.data.arrays import Floats
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import SEED, Statistic

HIDDEN = 0.2
"""Share of the lungs that is hidden."""

_EDGE = 0.02
"""Blur of the hidden area's edge, in sides of the film: a hard edge would look like a finding."""

Places = npt.NDArray[np.bool_]


def deletion(classifier: Classifier, films: Sequence[Radiograph], maps: Floats) -> dict[str, Statistic]:
    """Return the fall of the calibrated log-odds with the strongest fifth of the lungs hidden, and another.

    The other fifth is at a random place. ``maps``: (films, rows, columns), OUTSIDE where there is no lung.
    """
    model, slope = classifier.without_screening(), classifier.card.calibration.slope
    random = np.random.default_rng(SEED)
    falls = []
    for film, activation_map in zip(films, maps, strict=True):
        hidden = [strongest_places(activation_map), random_places(activation_map, random)]
        logits = [model.classify(one).logit for one in (film, *(hide(film, where) for where in hidden))]
        falls.append([slope * (logits[0] - without) for without in logits[1:]])
    of_strongest, of_random = np.array(falls).T
    return {
        "fall_strongest": partial(weighted.mean, values=of_strongest),
        "fall_random": partial(weighted.mean, values=of_random),
        "strongest_falls_more": partial(
            weighted.share, numerator=of_strongest > of_random, denominator=np.ones(len(falls), bool)
        ),
    }


def strongest_places(activation_map: Floats) -> Places:
    """Return the share HIDDEN of the lungs in which a map (rows, columns) is highest."""
    return _first(activation_map, -activation_map)


def random_places(activation_map: Floats, random: np.random.Generator) -> Places:
    """Return as many places of the lungs: those nearest to one of them that is drawn at random."""
    row, column = random.choice(np.argwhere(activation_map > OUTSIDE))
    rows, columns = np.indices(activation_map.shape)
    return _first(activation_map, (rows - row) ** 2 + (columns - column) ** 2)


def _first(activation_map: Floats, order: npt.NDArray[np.generic]) -> Places:
    """Return the share HIDDEN of the lungs that comes first in ``order`` (rows, columns), lowest first."""
    lungs = np.flatnonzero(activation_map > OUTSIDE)
    where = np.zeros(activation_map.size, bool)
    ordered = lungs[np.argsort(order.ravel()[lungs], kind="stable")]
    where[ordered[: max(1, round(HIDDEN * len(lungs)))]] = True
    return where.reshape(activation_map.shape)


def hide(film: Radiograph, where: Places) -> Radiograph:
    """Return the film with its mean grey level at ``where`` (any size), with a soft edge."""
    image = film.image
    mask = Image.fromarray(where.astype(np.uint8) * 255).resize(image.size, Image.Resampling.BILINEAR)
    soft = mask.filter(ImageFilter.GaussianBlur(_EDGE * min(image.size)))
    grey = Image.new("L", image.size, round(float(np.asarray(image).mean())))
    return replace(film, image=Image.composite(grey, image, soft))
