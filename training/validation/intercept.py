"""The shift of the intercept that calibrates the model on a site's films, with its slope as it is."""

import numpy as np
from scipy.special import expit

from cxr.inference.model_card import ModelCard
from training.data.labelled_film import Film
from training.errors import TrainingError
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Weights
from training.validation.group import Doubles, Group
from training.validation.metrics import Figures, estimated

FEWEST = 30
"""Films of each class that a shift needs. Its standard error is 1 / sqrt(sum of p (1 - p)); with 30 of each
it is 0.26 at least. That moves a probability of 50 % by 6 points."""

_FARTHEST, _HALVINGS = 60.0, 60
"""Bounds of the search: log-odds of a card are within 30, so a shift beyond twice that changes nothing."""

NAMES = ("shift", "ece", "ece_shifted")


def require_enough(ill: int, normal: int, which: str) -> None:
    """Raise TrainingError if a shift needs more films of a class. ``which`` says where they were counted."""
    if min(ill, normal) < FEWEST:
        raise TrainingError(
            f"a shift of the intercept needs {FEWEST} films with pneumonia and {FEWEST} without; {which} "
            f"were {ill} and {normal}. Add films"
        )


def require_both_classes(films: list[Film]) -> None:
    """Raise TrainingError if a shift could not be measured even if every film was judged."""
    ill = sum(film.target for film in films)
    require_enough(ill, len(films) - ill, "given")


def require_judged(group: Group) -> None:
    """Raise TrainingError if too few films of a class were judged."""
    ill = int(group.positive.sum())
    require_enough(ill, len(group.positive) - ill, "judged")


def refit_intercept(group: Group, card: ModelCard) -> Figures:
    """Return the shift of the intercept, and the calibration error before and after it.

    The error after it is on the same films. The intercept that the card would have is
    ``intercept``. All is "too few" of a group with fewer than FEWEST films of a class.
    """
    if group.fewest < FEWEST:
        return estimated({}, NAMES, group)

    def calibration_error(weights: Weights, shift: float) -> Doubles:
        probabilities = expit(group.log_odds + shift)
        return weighted.calibration_error(weights, probabilities, group.positive)

    shift = float(shifts(np.ones((1, len(group.positive))), group)[0])
    figures = estimated(
        {
            "shift": lambda weights: shifts(weights, group),
            "ece": lambda weights: calibration_error(weights, 0),
            "ece_shifted": lambda weights: calibration_error(weights, shift),
        },
        NAMES,
        group,
    )
    return {**figures, "intercept": card.calibration.intercept + shift}


def shifts(weights: Weights, group: Group) -> Doubles:
    """Return (draws,): the shift with which the mean probability is the share with pneumonia.

    That is the maximum-likelihood intercept of a logistic regression whose offset is the log-odds. NaN for
    a draw with films of one class only, whose shift has no limit.
    """
    ill = weights @ group.positive
    low, high = np.full(len(ill), -_FARTHEST), np.full(len(ill), _FARTHEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        expected = np.einsum("df,df->d", weights, expit(group.log_odds[None] + middle[:, None]))
        low, high = np.where(expected < ill, middle, low), np.where(expected < ill, high, middle)
    return np.where((ill > 0) & (ill < weights.sum(axis=1)), (low + high) / 2, np.nan)
