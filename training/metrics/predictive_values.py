"""What share of films with a label is right, where more or fewer films show pneumonia than here."""

from functools import partial

from cxr.study import Label
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Statistic, estimate
from training.metrics.predictions import LabelledPredictions

PREVALENCES = (0.01, 0.05, 0.10, 0.20, 0.30)


def predictive_values(predictions: LabelledPredictions) -> dict[str, dict[str, object]]:
    """Return by prevalence the shares of positive films that show pneumonia, and of negative ones that are
    normal.
    """
    ill, normal = predictions.positive, ~predictions.positive
    positive, negative = (predictions.has_label(label) for label in (Label.POSITIVE, Label.NEGATIVE))
    measured: dict[str, dict[str, object]] = {}
    for prevalence in PREVALENCES:
        statistics: dict[str, Statistic] = {
            "positive": partial(
                weighted.predictive_value, labelled=positive, right=ill, wrong=normal, frequency=prevalence
            ),
            "negative": partial(
                weighted.predictive_value,
                labelled=negative,
                right=normal,
                wrong=ill,
                frequency=1 - prevalence,
            ),
        }
        values, intervals = estimate(statistics, predictions.patients)
        measured[f"{prevalence:g}"] = {**values, "intervals": intervals}
    return measured
