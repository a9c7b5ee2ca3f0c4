"""Is the heatmap about the lungs, about the film, and about what the model's output rests on?

The lung masks measure the heatmap here; nothing that is shown was ever multiplied by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

from cxr.classifier import Classifier, model_input
from cxr.radiograph import Radiograph
from cxr.study import Label
from training.evaluation import weighted_metrics as weighted
from training.evaluation.bootstrap import SEED, Statistic, estimate
from training.evaluation.predictions import Readings

SIDE = 224
"""Pixels a side at which lungs are outlined: the size of the films at hand."""

HIDDEN = 0.2
"""Share of a film's area that the deletion check hides."""

_EDGE = 0.02
"""Softness of what hides, in sides of the film: a hard edge would be a finding of its own."""

Floats = npt.NDArray[np.float32]
LungMasks = Callable[[npt.NDArray[np.uint8]], Floats]
"""Films (films, side, side, 1) uint8 -> how much each place is lung, (films, side, side) float32, 0-1."""


def measure_attention(
    classifier: Classifier, films: Sequence[Radiograph], readings: Readings, lung_masks: LungMasks | None
) -> dict[str, object]:
    """Where the heatmap points on the films that show pneumonia and are called so.

    ``films`` are those of ``readings``. Without ``lung_masks``, nothing is said of lungs. ``lift`` is
    the energy inside the lungs over that of a uniform map.
    """
    chosen = np.flatnonzero(readings.sick & readings.labelled(Label.POSITIVE)).tolist()
    if not chosen:
        return {"films": 0}
    shown, maps = [films[i] for i in chosen], readings.maps[chosen]
    statistics = _deletion(classifier, shown, maps) | _mirrored(classifier, shown, maps)
    if lung_masks is not None:
        statistics |= _inside(maps, lung_masks(np.concatenate([model_input(film, SIDE) for film in shown])))
    values, intervals = estimate(statistics, [readings.groups[i] for i in chosen])
    return {"films": len(chosen), **values, "intervals": intervals}


def energy_inside(maps: Floats, masks: Floats) -> npt.NDArray[np.float64]:
    """Share of each map's positive part that lies in its mask, smoothed as the overlay is: (films,).

    ``maps`` (films, rows, columns), ``masks`` (films, side, side) of 0-1. NaN for a map without any.
    """
    energy = np.stack([spread(np.maximum(one, 0), masks.shape[1]) for one in maps]).clip(0)
    total = energy.sum(axis=(1, 2), dtype=np.float64)
    inside = (energy * masks).sum(axis=(1, 2), dtype=np.float64)
    return weighted.ratio(inside, total)


def spread(activation_map: Floats, side: int) -> Floats:
    """(rows, columns) -> (side, side), by the interpolation of ``cxr.heatmap.render``."""
    grown = Image.fromarray(activation_map.astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(grown, np.float32)


def strongest(activation_map: Floats) -> npt.NDArray[np.bool_]:
    """(SIDE, SIDE): the HIDDEN share of the area where the map is highest."""
    values = spread(activation_map, SIDE).ravel()
    where = np.zeros(values.shape, bool)
    where[np.argsort(values)[len(values) - round(HIDDEN * len(values)) :]] = True
    return where.reshape(SIDE, SIDE)


def hide(film: Radiograph, where: npt.NDArray[np.bool_]) -> Radiograph:
    """The film with its own mean grey wherever ``where`` (any size) is, and a soft edge."""
    image = film.image
    mask = Image.fromarray(where.astype(np.uint8) * 255).resize(image.size, Image.Resampling.BILINEAR)
    soft = mask.filter(ImageFilter.GaussianBlur(_EDGE * min(image.size)))
    grey = Image.new("L", image.size, round(float(np.asarray(image).mean())))
    return replace(film, image=Image.composite(grey, image, soft))


def _inside(maps: Floats, masks: Floats) -> dict[str, Statistic]:
    inside, uniform = energy_inside(maps, masks), masks.mean(axis=(1, 2), dtype=np.float64)
    pointing = ~np.isnan(inside)
    inside = np.where(pointing, inside, 0)

    def of_pointing(weights: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> weighted.Draws:
        return weighted.mean(weights * pointing, values)

    return {
        "lung_energy": partial(of_pointing, values=inside),
        "lung_energy_of_uniform": partial(of_pointing, values=uniform),
        "lift": lambda weights: weighted.ratio(of_pointing(weights, inside), of_pointing(weights, uniform)),
    }


def _deletion(classifier: Classifier, films: Sequence[Radiograph], maps: Floats) -> dict[str, Statistic]:
    """How far the calibrated log-odds fall when the strongest fifth is hidden, and a random one.

    The random one is the same shape elsewhere: moved by any number of pixels, and in again at the
    far side.
    """
    judge, slope = classifier.without_screening(), classifier.card.calibration.slope
    random = np.random.default_rng(SEED)
    falls = []
    for film, activation_map in zip(films, maps, strict=True):
        where = strongest(activation_map)
        elsewhere = np.roll(where, random.integers(SIDE, size=2).tolist(), axis=(0, 1))
        logits = [judge.classify(shown).logit for shown in (film, hide(film, where), hide(film, elsewhere))]
        falls.append([slope * (logits[0] - hidden) for hidden in logits[1:]])
    of_strongest, of_random = np.array(falls).T
    return {
        "fall_strongest": partial(weighted.mean, values=of_strongest),
        "fall_random": partial(weighted.mean, values=of_random),
        "strongest_falls_more": partial(
            weighted.share, of=of_strongest > of_random, among=np.ones(len(falls), bool)
        ),
    }


def _mirrored(classifier: Classifier, films: Sequence[Radiograph], maps: Floats) -> dict[str, Statistic]:
    """How often the heatmap of a mirrored film is nearer to the mirrored one than to the one as it was.

    It shows the positive part of the maps alone.
    """
    judge = classifier.without_screening()
    shown = (replace(film, image=ImageOps.mirror(film.image)) for film in films)
    of_mirrored = np.maximum([judge.classify(film).activation_map for film in shown], 0)
    maps = np.maximum(maps, 0)
    changed, stayed = (
        np.abs(of_mirrored - expected).sum(axis=(1, 2)) for expected in (maps[:, :, ::-1], maps)
    )
    return {
        "follows_mirror": partial(weighted.share, of=changed < stayed, among=np.ones(len(maps), bool)),
    }
