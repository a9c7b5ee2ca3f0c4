"""Measures whether label and flag depend on the file format, the framing, or texture over a film."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from cxr.study import Label
from training.augmentation.corruptions import CROPS, FILE_FORMATS, TEXTURES
from training.metrics.predictions import Predictions, predict


def measure_files(
    classifier: Classifier,
    films: Sequence[Radiograph],
    original: Predictions,
    positive: npt.NDArray[np.bool_],
) -> dict[str, dict[str, float]]:
    """Return for each file format, crop and texture the shares of films with unchanged results.

    The shares are of films with the label, the flag, and both as in ``original``; a refused film counts
    as changed. ``positive`` (films,) marks films with pneumonia, for sensitivity and specificity of the
    label "positive".
    """
    measured = {}
    for name, store in (FILE_FORMATS | CROPS | TEXTURES).items():
        predictions = predict(classifier, (store(film.image) for film in films))
        measured[name] = _unchanged(predictions, original) | _accuracy(predictions, positive)
    return measured


def _unchanged(predictions: Predictions, original: Predictions) -> dict[str, float]:
    accepted = ~predictions.refused & ~original.refused
    label = accepted & np.array([a is b for a, b in zip(predictions.labels, original.labels, strict=True)])
    flag = accepted & (predictions.flagged == original.flagged)
    return {
        "films": len(accepted),
        "label": float(label.mean()),
        "in_population": float(flag.mean()),
        "both": float((label & flag).mean()),
    }


def _accuracy(predictions: Predictions, positive: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return sensitivity and specificity, each if it is defined. A refused film counts as wrong."""
    predicted = predictions.has_label(Label.POSITIVE)
    correct = {
        "sensitivity": predicted[positive],
        "specificity": (~predicted & ~predictions.refused)[~positive],
    }
    return {name: float(values.mean()) for name, values in correct.items() if values.size}
