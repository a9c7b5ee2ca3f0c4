"""The figures of one set of films, as shipped, each with its interval over patients."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from cxr.study import Label
from training.evaluation import weighted_metrics as weighted
from training.evaluation.bootstrap import Statistic, estimate
from training.evaluation.predictions import Readings

Bools = npt.NDArray[np.bool_]
Figures = dict[str, object]


def measure(readings: Readings) -> Figures:
    """The figures of one set of films; positive is what its label calls so.

    A film that was refused by mistake counts as called wrongly, whatever it shows. ``intervals``
    beside figures holds the 95 % interval [low, high] of each, over patients.
    """
    sick = readings.sick
    called = np.where(readings.refused, ~sick, readings.labelled(Label.POSITIVE))
    return {
        "films": len(sick),
        "patients": len(set(readings.groups)),
        "refused": int(readings.refused.sum()),
        "flagged": int(readings.flagged.sum()),
        "uncertain": int(readings.labelled(Label.UNCERTAIN).sum()),
        **_estimated(_overall(readings, called), readings),
        "classes": {
            "normal": {**_estimated(_of_class(~called, ~sick), readings), "support": int((~sick).sum())},
            "pneumonia": {**_estimated(_of_class(called, sick), readings), "support": int(sick.sum())},
        },
        "kinds": _kinds(readings, called),
    }


def expected_calibration_error(
    probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]
) -> float:
    """Mean distance of predicted and observed frequency over the bins, 0-1."""
    return float(weighted.calibration_error(np.ones((1, len(truth))), probabilities, truth == 1)[0])


def _overall(readings: Readings, called: Bools) -> dict[str, Statistic]:
    sick, everyone = readings.sick, np.ones(len(called), bool)
    probabilities, logits = readings.probabilities, readings.logits
    return {
        "accuracy": partial(weighted.share, of=called == sick, among=everyone),
        "sensitivity": partial(weighted.share, of=called, among=sick),
        "specificity": partial(weighted.share, of=~called, among=~sick),
        "pneumonia_called_negative": partial(
            weighted.share, of=readings.labelled(Label.NEGATIVE), among=sick
        ),
        "auc": partial(weighted.auc, scores=logits, truth=sick),
        "average_precision": partial(weighted.average_precision, scores=logits, truth=sick),
        "brier": partial(weighted.mean, values=(probabilities - sick) ** 2),
        "ece": partial(weighted.calibration_error, probabilities=probabilities, truth=sick),
    }


def _of_class(called: Bools, truth: Bools) -> dict[str, Statistic]:
    return {
        "precision": partial(weighted.share, of=truth, among=called),
        "recall": partial(weighted.share, of=called, among=truth),
        "f1": partial(weighted.f1, called=called, truth=truth),
    }


def _kinds(readings: Readings, called: Bools) -> Figures:
    """Where several kinds of pneumonia are told apart: each against the normal films."""
    kinds = np.array(readings.kinds)
    sick = readings.sick
    names = sorted(set(kinds[sick].tolist()))
    if len(names) < 2:
        return {}
    return {name: _kind(readings, called, kinds == name) for name in names}


def _kind(readings: Readings, called: Bools, of_kind: Bools) -> Figures:
    against_normal = of_kind | ~readings.sick
    return {
        "films": int(of_kind.sum()),
        **_estimated(
            {
                "sensitivity": partial(weighted.share, of=called, among=of_kind),
                "auc": lambda weights: weighted.auc(weights * against_normal, readings.logits, of_kind),
            },
            readings,
        ),
    }


def _estimated(statistics: Mapping[str, Statistic], readings: Readings) -> Figures:
    values, intervals = estimate(statistics, readings.groups)
    return {**values, "intervals": intervals}
