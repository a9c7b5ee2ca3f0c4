"""Checks whether heatmaps are inside the lungs, follow the film, and mark what the output depends on.

The lung masks only measure heatmaps here. No heatmap that a user sees is multiplied by a mask.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier, model_input
from cxr.study import Label
from training.data.arrays import Floats, Pixels
from training.evaluation import weighted_metrics as weighted
from training.evaluation.bootstrap import SEED, Statistic, estimate
from training.evaluation.predictions import LabelledPredictions

SIDE = 224
"""Pixels a side of the lung masks: the size of the dataset's films."""

HIDDEN = 0.2
"""Share of the film's area that the deletion check hides."""

_EDGE = 0.02
"""Blur of the hidden area's edge, in sides of the film: a hard edge would look like a finding."""

LungMasks = Callable[[Pixels], Floats]
"""Films (films, side, side, 1) uint8 -> share of lung at each place, (films, side, side) float32, 0-1."""


def measure_heatmaps(
    classifier: Classifier,
    films: Sequence[Radiograph],
    predictions: LabelledPredictions,
    lung_masks: LungMasks | None,
) -> dict[str, object]:
    """Return the figures of the heatmaps of films with pneumonia and the label "positive".

    ``films`` are those of ``predictions``. Without ``lung_masks``, the figures on lungs are left out.
    ``lift`` is the energy inside the lungs over that of a uniform map.
    """
    chosen = np.flatnonzero(predictions.positive & predictions.has_label(Label.POSITIVE)).tolist()
    if not chosen:
        return {"films": 0}
    positives, maps = [films[i] for i in chosen], predictions.maps[chosen]
    statistics = _deletion(classifier, positives, maps) | _mirrored(classifier, positives, maps)
    if lung_masks is not None:
        pixels = np.concatenate([model_input(film, SIDE) for film in positives])
        statistics |= _inside(maps, lung_masks(pixels))
    values, intervals = estimate(statistics, [predictions.patients[i] for i in chosen])
    return {"films": len(chosen), **values, "intervals": intervals}


def energy_inside(maps: Floats, masks: Floats) -> npt.NDArray[np.float64]:
    """Return the share of each map's positive part inside its mask, interpolated like the overlay: (films,).

    ``maps`` (films, rows, columns), ``masks`` (films, side, side) of 0-1. NaN for a map without a positive
    part.
    """
    energy = np.stack([upsample_map(np.maximum(one, 0), masks.shape[1]) for one in maps]).clip(0)
    total = energy.sum(axis=(1, 2), dtype=np.float64)
    inside = (energy * masks).sum(axis=(1, 2), dtype=np.float64)
    return weighted.ratio(inside, total)


def upsample_map(activation_map: Floats, side: int) -> Floats:
    """Interpolate (rows, columns) to (side, side) as ``cxr.inference.heatmap.render`` does."""
    image = Image.fromarray(activation_map.astype(np.float32))
    enlarged = image.resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(enlarged, np.float32)


def strongest_area(activation_map: Floats) -> npt.NDArray[np.bool_]:
    """Return (SIDE, SIDE): the share HIDDEN of the area in which the map is highest."""
    values = upsample_map(activation_map, SIDE).ravel()
    where = np.zeros(values.shape, bool)
    where[np.argsort(values)[len(values) - round(HIDDEN * len(values)) :]] = True
    return where.reshape(SIDE, SIDE)


def hide(film: Radiograph, where: npt.NDArray[np.bool_]) -> Radiograph:
    """Return the film with its mean grey level at ``where`` (any size), with a soft edge."""
    image = film.image
    mask = Image.fromarray(where.astype(np.uint8) * 255).resize(image.size, Image.Resampling.BILINEAR)
    soft = mask.filter(ImageFilter.GaussianBlur(_EDGE * min(image.size)))
    grey = Image.new("L", image.size, round(float(np.asarray(image).mean())))
    return replace(film, image=Image.composite(grey, image, soft))


def _inside(maps: Floats, masks: Floats) -> dict[str, Statistic]:
    inside, uniform = energy_inside(maps, masks), masks.mean(axis=(1, 2), dtype=np.float64)
    defined = ~np.isnan(inside)
    inside = np.where(defined, inside, 0)

    def of_defined(weights: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> weighted.Draws:
        return weighted.mean(weights * defined, values)

    return {
        "lung_energy": partial(of_defined, values=inside),
        "lung_energy_of_uniform": partial(of_defined, values=uniform),
        "lift": lambda weights: weighted.ratio(of_defined(weights, inside), of_defined(weights, uniform)),
    }


def _deletion(classifier: Classifier, films: Sequence[Radiograph], maps: Floats) -> dict[str, Statistic]:
    """Return the fall of the calibrated log-odds with the strongest fifth hidden, and a random fifth.

    The random fifth has the same shape at another place: it is shifted at random, and wraps around.
    """
    model, slope = classifier.without_screening(), classifier.card.calibration.slope
    random = np.random.default_rng(SEED)
    falls = []
    for film, activation_map in zip(films, maps, strict=True):
        where = strongest_area(activation_map)
        elsewhere = np.roll(where, random.integers(SIDE, size=2).tolist(), axis=(0, 1))
        logits = [model.classify(one).logit for one in (film, hide(film, where), hide(film, elsewhere))]
        falls.append([slope * (logits[0] - hidden) for hidden in logits[1:]])
    of_strongest, of_random = np.array(falls).T
    return {
        "fall_strongest": partial(weighted.mean, values=of_strongest),
        "fall_random": partial(weighted.mean, values=of_random),
        "strongest_falls_more": partial(
            weighted.share, numerator=of_strongest > of_random, denominator=np.ones(len(falls), bool)
        ),
    }


def _mirrored(classifier: Classifier, films: Sequence[Radiograph], maps: Floats) -> dict[str, Statistic]:
    """Return how often the heatmap of a mirrored film is nearer to the mirrored than to the original one.

    Heatmaps are the positive part of the maps.
    """
    model = classifier.without_screening()
    mirrored = (replace(film, image=ImageOps.mirror(film.image)) for film in films)
    of_mirrored = np.maximum([model.classify(film).activation_map for film in mirrored], 0)
    maps = np.maximum(maps, 0)
    changed, stayed = (
        np.abs(of_mirrored - expected).sum(axis=(1, 2)) for expected in (maps[:, :, ::-1], maps)
    )
    return {
        "follows_mirror": partial(
            weighted.share, numerator=changed < stayed, denominator=np.ones(len(maps), bool)
        ),
    }
