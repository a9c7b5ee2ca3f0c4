"""What share of films with a label is right, where more or fewer films show pneumonia than here."""

from functools import partial

import numpy as np

from cxr.study import Label
from training.evaluation import weighted_metrics as weighted
from training.evaluation.bootstrap import Statistic, Weights, estimate
from training.evaluation.predictions import LabelledPredictions

PREVALENCES = (0.01, 0.05, 0.10, 0.20, 0.30)


def predictive_values(predictions: LabelledPredictions) -> dict[str, dict[str, object]]:
    """Return by prevalence the shares of positive films that show pneumonia, and of negative ones that are
    normal.
    """
    ill = predictions.positive
    positive, negative = (predictions.has_label(label) for label in (Label.POSITIVE, Label.NEGATIVE))
    measured: dict[str, dict[str, object]] = {}
    for prevalence in PREVALENCES:
        statistics: dict[str, Statistic] = {
            "positive": partial(_bayes, labelled=positive, right=ill, frequency=prevalence),
            "negative": partial(_bayes, labelled=negative, right=~ill, frequency=1 - prevalence),
        }
        values, intervals = estimate(statistics, predictions.patients)
        measured[f"{prevalence:g}"] = {**values, "intervals": intervals}
    return measured


def _bayes(
    weights: Weights, labelled: weighted.Bools, right: weighted.Bools, frequency: float
) -> weighted.Draws:
    """Return the share of ``right`` among ``labelled`` films, where ``right`` has this frequency (Bayes)."""
    of_right, of_wrong = (weighted.share(weights, labelled, truth) for truth in (right, ~right))
    true = frequency * of_right
    return weighted.ratio(true, np.asarray(true + (1 - frequency) * of_wrong))
