"""Measures out-of-distribution detection: the shares of images that are refused or flagged."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from training.augmentation.corruptions import TRANSFORMS, as_png
from training.metrics.predictions import LabelledPredictions, Predictions, predict

SAME = 0.01
"""Largest difference of the log-odds between a film and its corrected copy. Probabilities would not do:
where the model is certain, all of them are close together."""

Half = Literal["only_measured", "fitted_on"]
"""Held-out images, and images that were trained on, as the figures of a card name them."""

Shares = dict[str, float]


def shares(predictions: Predictions) -> Shares:
    """Return the number of images, and the shares refused, and accepted but flagged."""
    return {
        "pictures": len(predictions.labels),
        "refused": float(predictions.refused.mean()),
        "flagged": float(predictions.flagged.mean()),
    }


def measure_transformed(
    classifier: Classifier, films: Sequence[Radiograph], predictions: LabelledPredictions
) -> dict[str, Shares]:
    """Return the shares for rotated, inverted and mirrored films, and the share that was corrected.

    A film counts as corrected if its log-odds are those that ``predictions`` contain for the original.
    """
    measured = {}
    for name, transform in TRANSFORMS.items():
        of_transformed = predict(classifier, (as_png(transform(film.image)) for film in films))
        recovered = np.abs(_log_odds(of_transformed) - _log_odds(predictions)) <= SAME
        measured[name] = {
            **shares(of_transformed),
            "put_right": float(recovered.mean()),
            "refused_or_put_right": float((of_transformed.refused | recovered).mean()),
        }
    return measured


def _log_odds(predictions: Predictions) -> npt.NDArray[np.float64]:
    """Return (images,), NaN for an image without a probability."""
    odds: npt.NDArray[np.float64] = np.log(predictions.probabilities / (1 - predictions.probabilities))
    return odds
