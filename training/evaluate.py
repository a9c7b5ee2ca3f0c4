"""What a finished model is worth, measured through the code that serves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

from cxr.classifier import Classifier
from cxr.errors import FilmRefused
from cxr.radiograph import read
from cxr.study import Label
from training.films import Film, targets

BINS = 15
"""Of the reliability diagram and the expected calibration error (Guo et al. 2017)."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the model said of films. ``logits``, ``probabilities``: (films,) float64."""

    logits: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    labels: tuple[Label, ...]


def read_films(classifier: Classifier, films: Sequence[Film]) -> Readings:
    """Judge each film from its bytes on, as the service does.

    Raises FilmRefused where one of them is no film: a labelled film must be judged.
    """
    logits, probabilities, labels = [], [], []
    for film in films:
        try:
            judgement = classifier.classify(read(film.path.read_bytes()))
        except FilmRefused as e:
            e.add_note(str(film.path))
            raise
        logits.append(judgement.logit)
        probabilities.append(judgement.finding.probability)
        labels.append(judgement.finding.label)
    return Readings(np.array(logits), np.array(probabilities), tuple(labels))


def measure(readings: Readings, films: Sequence[Film]) -> dict[str, object]:
    """The figures of one set of films; a film is called positive by its label, as shipped."""
    truth = targets(list(films))
    called = np.array([label is Label.POSITIVE for label in readings.labels])
    precision, recall, f1, support = precision_recall_fscore_support(truth, called, zero_division=0)
    classes = {
        name: {
            "precision": float(precision[i]),
            "recall": float(recall[i]),
            "f1": float(f1[i]),
            "support": int(support[i]),
        }
        for i, name in enumerate(("normal", "pneumonia"))
    }
    return {
        "films": len(truth),
        "accuracy": float((called == truth).mean()),
        "sensitivity": float(called[truth == 1].mean()),
        "specificity": float(1 - called[truth == 0].mean()),
        "auc": float(roc_auc_score(truth, readings.logits)),
        "average_precision": float(average_precision_score(truth, readings.logits)),
        "brier": float(brier_score_loss(truth, readings.probabilities)),
        "ece": expected_calibration_error(readings.probabilities, truth),
        "uncertain": sum(label is Label.UNCERTAIN for label in readings.labels),
        "classes": classes,
    }


def expected_calibration_error(
    probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]
) -> float:
    """Mean distance of predicted and observed frequency over BINS bins of equal width, 0-1."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [abs(probabilities[bins == b].sum() - truth[bins == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(truth))
