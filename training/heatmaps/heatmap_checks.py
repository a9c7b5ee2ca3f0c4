"""Checks whether heatmaps point at different places, follow the film, and mark what the output depends on."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from PIL import ImageOps

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from cxr.study import Label
from training.data.arrays import Floats
from training.heatmaps.deletion import deletion
from training.heatmaps.heatmap_peaks import peaks
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Statistic, estimate
from training.metrics.predictions import LabelledPredictions


def measure_heatmaps(
    classifier: Classifier, films: Sequence[Radiograph], predictions: LabelledPredictions
) -> dict[str, object]:
    """Return the figures of the heatmaps of films with pneumonia and the label "positive".

    ``films`` are those of ``predictions``.
    """
    chosen = np.flatnonzero(predictions.positive & predictions.has_label(Label.POSITIVE)).tolist()
    if not chosen:
        return {"films": 0}
    positives, maps = [films[i] for i in chosen], predictions.maps[chosen]
    statistics = {
        **peaks(maps),
        **deletion(classifier, positives, maps),
        **_mirrored(classifier, positives, maps),
    }
    values, intervals = estimate(statistics, [predictions.patients[i] for i in chosen])
    return {"films": len(chosen), **values, "intervals": intervals}


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
