"""Predictions of a model on images whose truth is known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from cxr.inference.activation_map import FILM_CELLS
from cxr.inference.classifier import Classifier
from cxr.study import Label
from training.metrics.predictions import LabelledPredictions, predict_altered


def empty(count: int) -> LabelledPredictions:
    """Return predictions without content: normal films without a label, each of a patient of its own."""
    nothing = np.zeros(count)
    return LabelledPredictions(
        probabilities=nothing + 0.5,
        labels=(None,) * count,
        in_population=(None,) * count,
        logits=nothing,
        truth=nothing.astype(np.float32),
        maps=np.zeros((count, FILM_CELLS, FILM_CELLS), np.float32),
        patients=tuple(f"p{number}" for number in range(count)),
        kinds=("normal",) * count,
    )


def predictions_of(
    classifier: Classifier, images: Sequence[Image.Image], truth: Sequence[int]
) -> LabelledPredictions:
    """Classify images as films with this truth. Two films in turn are of one patient."""
    kinds = tuple("pneumonia" if ill else "normal" for ill in truth)
    patients = tuple(f"p{number // 2}" for number in range(len(truth)))
    before = replace(empty(len(truth)), truth=np.array(truth, np.float32), kinds=kinds, patients=patients)
    return predict_altered(classifier, images, before)


def with_labels(
    labels: Sequence[Label | None], truth: Sequence[int], probabilities: Sequence[float] | None = None
) -> LabelledPredictions:
    """Return predictions with these labels, without maps."""
    count = len(truth)
    given = np.full(count, 0.5) if probabilities is None else np.array(probabilities, float)
    return replace(empty(count), labels=tuple(labels), truth=np.array(truth, np.float32), probabilities=given)
