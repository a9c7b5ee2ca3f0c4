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

from cxr.classifier import Classifier, Judgement
from cxr.errors import FilmRefused
from cxr.radiograph import read
from cxr.study import Label
from training.films import Film, targets

BINS = 15
"""Of the reliability diagram and the expected calibration error (Guo et al. 2017)."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the model said of films.

    ``logits``, ``probabilities``, ``truth``: (films,), of every film, also of one that the screening
    would have refused: its label is None. ``flagged`` counts the judged films that were called
    outside the validated population.
    """

    logits: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    labels: tuple[Label | None, ...]
    truth: npt.NDArray[np.float32]
    flagged: int


def read_films(classifier: Classifier, films: Sequence[Film]) -> Readings:
    """Judge each film from its bytes on, as the service does."""
    unscreened = classifier.without_screening()
    judged: list[tuple[Judgement, Label | None]] = []
    flagged = 0
    for film in films:
        radiograph = read(film.path.read_bytes())
        try:
            finding = classifier.classify(radiograph).finding
        except FilmRefused:
            judged.append((unscreened.classify(radiograph), None))
            continue
        judged.append((unscreened.classify(radiograph), finding.label))
        flagged += finding.in_population is False
    return Readings(
        logits=np.array([judgement.logit for judgement, _ in judged]),
        probabilities=np.array([judgement.finding.probability for judgement, _ in judged]),
        labels=tuple(label for _, label in judged),
        truth=targets(list(films)),
        flagged=flagged,
    )


def measure(readings: Readings) -> dict[str, object]:
    """The figures of one set of films, as shipped: positive is what its label calls so.

    A film that was refused by mistake counts as called wrongly, whatever it shows.
    """
    truth = readings.truth
    refused = np.array([label is None for label in readings.labels])
    called = np.array([label is Label.POSITIVE for label in readings.labels])
    called = np.where(refused, truth == 0, called)
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
    missed = np.array([label is Label.NEGATIVE for label in readings.labels])
    return {
        "films": len(truth),
        "refused": int(refused.sum()),
        "flagged": readings.flagged,
        "accuracy": float((called == truth).mean()),
        "sensitivity": float(called[truth == 1].mean()),
        "specificity": float(1 - called[truth == 0].mean()),
        "pneumonia_called_negative": float(missed[truth == 1].mean()),
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
