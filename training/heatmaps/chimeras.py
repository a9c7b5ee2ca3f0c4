"""Judges pictures of half an ill and half a normal film: does the evidence lie on the ill half?"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier, Prediction
from cxr.inference.preprocessing import FILM_SIDE, to_square
from cxr.study import Label
from training.data.arrays import Floats, Pixels
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import SEED, Statistic, estimate
from training.metrics.predictions import LabelledPredictions

SIDES = {"left": "right", "right": "left"}
"""Each side of a picture, and the other one."""

_HALF = FILM_SIDE // 2


def measure_chimeras(
    classifier: Classifier, films: Sequence[Radiograph], predictions: LabelledPredictions
) -> dict[str, object]:
    """Return what the model makes of chimeras, by the side of the picture on which the ill half is.

    ``films`` are those of ``predictions``. An ill film has pneumonia and the label "positive". ``positive``
    is the share labelled so, ``energy`` the share of a heatmap that lies on the ill half. In the mirrored
    chimeras, the half of the patient that was on the left is on the right: a difference that follows the
    patient's half is of the disease or the anatomy. One that follows the picture's side is of the model.
    """
    pairs = pair_films(predictions)
    if not pairs:
        return {"pairs": 0}
    model = classifier.without_screening()
    squares = {i: to_square(films[i]) for pair in pairs for i in pair}
    statistics: dict[str, Statistic] = {}
    for prefix, mirrored in (("", False), ("mirrored_", True)):
        judged = {
            side: [
                model.classify(_radiograph(chimera(squares[ill], squares[normal], side, mirrored=mirrored)))
                for ill, normal in pairs
            ]
            for side in SIDES
        }
        statistics |= _statistics(classifier, judged, prefix)
    values, intervals = estimate(statistics, [predictions.patients[ill] for ill, _ in pairs])
    return {"pairs": len(pairs), **values, "intervals": intervals}


def pair_films(predictions: LabelledPredictions) -> list[tuple[int, int]]:
    """Return pairs of an ill film and a normal film, drawn at random, each film once."""
    random = np.random.default_rng(SEED)
    ill = predictions.positive & predictions.has_label(Label.POSITIVE)
    drawn = [random.permutation(np.flatnonzero(which)).tolist() for which in (ill, ~predictions.positive)]
    return list(zip(*drawn, strict=False))


def chimera(ill: Pixels, normal: Pixels, side: str, *, mirrored: bool = False) -> Pixels:
    """Join half of an ill and half of a normal film, squares of the same size, at the middle.

    The ill half is on ``side`` of the picture. With ``mirrored``, both are mirrored.
    """
    if mirrored:
        ill, normal = ill[:, ::-1], normal[:, ::-1]
    left, right = (ill, normal) if side == "left" else (normal, ill)
    return np.hstack([left[:, :_HALF], right[:, _HALF:]])


def energy_on(maps: Floats, side: str) -> npt.NDArray[np.float64]:
    """Return the share of each map's positive part on one side: (films,), NaN for a map without one."""
    energy = np.maximum(maps, 0).sum(axis=1, dtype=np.float64)
    half = energy.shape[1] // 2
    inside = energy[:, :half] if side == "left" else energy[:, half:]
    return weighted.ratio(inside.sum(axis=1), energy.sum(axis=1))


def _statistics(
    classifier: Classifier, judged: Mapping[str, Sequence[Prediction]], prefix: str
) -> dict[str, Statistic]:
    positive, energy = dict[str, Statistic](), dict[str, Statistic]()
    for side, results in judged.items():
        labels = [classifier.card.thresholds.label(result.finding.probability) for result in results]
        called = np.array([label is Label.POSITIVE for label in labels])
        positive[side] = partial(weighted.share, numerator=called, denominator=np.ones(len(called), bool))
        on_side = energy_on(np.stack([result.activation_map for result in results]), side)
        energy[side] = partial(weighted.mean_of_defined, values=on_side)
    return {
        **{f"{prefix}positive_{side}": statistic for side, statistic in positive.items()},
        f"{prefix}positive_gap": lambda w: np.abs(positive["left"](w) - positive["right"](w)),
        **{f"{prefix}energy_{side}": statistic for side, statistic in energy.items()},
        f"{prefix}energy_worse": lambda w: np.minimum(energy["left"](w), energy["right"](w)),
    }


def _radiograph(pixels: Pixels) -> Radiograph:
    image = Image.fromarray(pixels)
    return Radiograph(image, *image.size)
