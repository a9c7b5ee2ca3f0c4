"""What share of films with a label is right, where more or fewer films show pneumonia than here."""

from functools import partial

import numpy as np

from training.evaluation.bootstrap import Statistic, Weights
from training.evaluation.weighted_metrics import Bools, Draws, ratio, share
from training.validation.group import Group
from training.validation.metrics import FEWEST_FILMS, FEWEST_OF_CLASS, Figures, estimated

PREVALENCES = (0.01, 0.05, 0.10, 0.20, 0.30)

OWN = "own"
"""Name of the row with the prevalence of the films themselves."""

VALUES = ("positive", "negative")


def predictive_values(group: Group) -> dict[str, Figures]:
    """Return the predictive values by prevalence: OWN, and each of PREVALENCES."""
    return {OWN: _at(group, None)} | {f"{share:g}": _at(group, share) for share in PREVALENCES}


def _at(group: Group, prevalence: float | None) -> Figures:
    chosen: dict[str, Statistic] = {}
    if len(group.positive) >= FEWEST_FILMS and group.fewest >= FEWEST_OF_CLASS:
        ill, normal = group.positive, ~group.positive
        chosen = {
            "positive": partial(_bayes, group.called_positive, ill, normal, prevalence),
            "negative": partial(
                _bayes, group.called_negative, normal, ill, None if prevalence is None else 1 - prevalence
            ),
        }
    return estimated(chosen, VALUES, group)


def _bayes(labelled: Bools, right: Bools, wrong: Bools, frequency: float | None, weights: Weights) -> Draws:
    """Return the share of ``right`` among ``labelled`` films, where ``right`` has this frequency (Bayes).

    Without ``frequency``, it is that of the weighted films.
    """
    before = share(weights, right, right | wrong) if frequency is None else np.full(len(weights), frequency)
    true, false = share(weights, labelled, right), share(weights, labelled, wrong)
    return ratio(before * true, before * true + (1 - before) * false)
