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
from training.films import Film

BINS = 15
"""Of the reliability diagram and the expected calibration error (Guo et al. 2017)."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the model said of the films that it judged.

    ``logits``, ``probabilities``, ``truth``: (judged films,). ``refused`` and ``flagged`` count the
    films that were refused, and those called outside the validated population.
    """

    logits: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    labels: tuple[Label, ...]
    truth: npt.NDArray[np.float32]
    refused: int
    flagged: int


def read_films(classifier: Classifier, films: Sequence[Film]) -> Readings:
    """Judge each film from its bytes on, as the service does."""
    judged: list[tuple[Judgement, int]] = []
    for film in films:
        try:
            judged.append((classifier.classify(read(film.path.read_bytes())), film.target))
        except FilmRefused:
            continue
    findings = [judgement.finding for judgement, _ in judged]
    return Readings(
        logits=np.array([judgement.logit for judgement, _ in judged]),
        probabilities=np.array([finding.probability for finding in findings]),
        labels=tuple(finding.label for finding in findings),
        truth=np.array([target for _, target in judged], np.float32),
        refused=len(films) - len(judged),
        flagged=sum(finding.in_population is False for finding in findings),
    )


def measure(readings: Readings) -> dict[str, object]:
    """The figures of the judged films of one set; positive is what its label calls so, as shipped."""
    truth = readings.truth
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
        "films": len(truth) + readings.refused,
        "refused": readings.refused,
        "flagged": readings.flagged,
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
