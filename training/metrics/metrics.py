"""Metrics of one set of films, each with its confidence interval over patients."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from cxr.study import Label
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Statistic, estimate
from training.metrics.predictions import LabelledPredictions

Bools = npt.NDArray[np.bool_]
Figures = dict[str, object]


def measure_set(predictions: LabelledPredictions) -> Figures:
    """Return the metrics of one set of films. The label "positive" is the positive prediction.

    A film refused by mistake counts as a wrong prediction, with or without pneumonia. ``intervals``
    contains the 95 % interval [low, high] of each metric beside it, over patients.
    """
    positive = predictions.positive
    predicted = np.where(predictions.refused, ~positive, predictions.has_label(Label.POSITIVE))
    return {
        "films": len(positive),
        "patients": len(set(predictions.patients)),
        "refused": int(predictions.refused.sum()),
        "flagged": int(predictions.flagged.sum()),
        "uncertain": int(predictions.has_label(Label.UNCERTAIN).sum()),
        **_estimated(_overall(predictions, predicted), predictions),
        "classes": {
            "normal": {
                **_estimated(_of_class(~predicted, ~positive), predictions),
                "support": int((~positive).sum()),
            },
            "pneumonia": {
                **_estimated(_of_class(predicted, positive), predictions),
                "support": int(positive.sum()),
            },
        },
        "kinds": _kinds(predictions, predicted),
    }


def expected_calibration_error(
    probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]
) -> float:
    """Return the mean distance of predicted and observed frequency over the bins, 0-1."""
    return float(weighted.calibration_error(np.ones((1, len(truth))), probabilities, truth == 1)[0])


def _overall(predictions: LabelledPredictions, predicted: Bools) -> dict[str, Statistic]:
    positive, every = predictions.positive, np.ones(len(predicted), bool)
    probabilities, logits = predictions.probabilities, predictions.logits
    negative_label = predictions.has_label(Label.NEGATIVE)
    return {
        "accuracy": partial(weighted.share, numerator=predicted == positive, denominator=every),
        "sensitivity": partial(weighted.share, numerator=predicted, denominator=positive),
        "specificity": partial(weighted.share, numerator=~predicted, denominator=~positive),
        "normal_called_negative": partial(weighted.share, numerator=negative_label, denominator=~positive),
        "pneumonia_called_negative": partial(weighted.share, numerator=negative_label, denominator=positive),
        "auc": partial(weighted.auc, scores=logits, truth=positive),
        "average_precision": partial(weighted.average_precision, scores=logits, truth=positive),
        "brier": partial(weighted.mean, values=(probabilities - positive) ** 2),
        "ece": partial(weighted.calibration_error, probabilities=probabilities, truth=positive),
    }


def _of_class(predicted: Bools, truth: Bools) -> dict[str, Statistic]:
    return {
        "precision": partial(weighted.share, numerator=truth, denominator=predicted),
        "recall": partial(weighted.share, numerator=predicted, denominator=truth),
        "f1": partial(weighted.f1, predicted=predicted, truth=truth),
    }


def _kinds(predictions: LabelledPredictions, predicted: Bools) -> Figures:
    """Return the metrics of each kind of pneumonia against the normal films, if there are several."""
    kinds = np.array(predictions.kinds)
    names = sorted(set(kinds[predictions.positive].tolist()))
    if len(names) < 2:
        return {}
    return {name: _kind(predictions, predicted, kinds == name) for name in names}


def _kind(predictions: LabelledPredictions, predicted: Bools, of_kind: Bools) -> Figures:
    against_normal = of_kind | ~predictions.positive
    return {
        "films": int(of_kind.sum()),
        **_estimated(
            {
                "sensitivity": partial(weighted.share, numerator=predicted, denominator=of_kind),
                "auc": lambda weights: weighted.auc(weights * against_normal, predictions.logits, of_kind),
            },
            predictions,
        ),
    }


def _estimated(statistics: Mapping[str, Statistic], predictions: LabelledPredictions) -> Figures:
    values, intervals = estimate(statistics, predictions.patients)
    return {**values, "intervals": intervals}
