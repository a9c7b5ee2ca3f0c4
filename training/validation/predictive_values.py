"""What share of films with a label is right, where more or fewer films show pneumonia than here."""

from functools import partial

from training.metrics.bootstrap import Statistic
from training.metrics.predictive_values import PREVALENCES
from training.metrics.weighted_metrics import predictive_value
from training.validation.group import Group
from training.validation.metrics import FEWEST_FILMS, FEWEST_OF_CLASS, Figures, estimated

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
        of_normal = None if prevalence is None else 1 - prevalence
        chosen = {
            "positive": partial(
                predictive_value,
                labelled=group.called_positive,
                right=ill,
                wrong=normal,
                frequency=prevalence,
            ),
            "negative": partial(
                predictive_value, labelled=group.called_negative, right=normal, wrong=ill, frequency=of_normal
            ),
        }
    return estimated(chosen, VALUES, group)
