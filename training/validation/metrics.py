"""The metrics of a group of films, each with its interval over patients, or "too few"."""

from collections.abc import Mapping, Sequence
from functools import partial

from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Statistic, estimate
from training.validation.group import Group

FEWEST_FILMS = 30
"""A group with fewer films has no figures: the 95 % interval of a share would be up to 36 points wide."""

FEWEST_OF_CLASS = 10
"""A metric of one class needs as many films of it: below, one film changes the metric by over 10 points."""

TOO_FEW = "too few"

METRICS = (
    *("prevalence", "auc", "sensitivity", "specificity", "normal_called_negative"),
    *("pneumonia_called_negative", "uncertain", "ece", "brier"),
)

Figures = dict[str, object]


def measure_group(group: Group) -> Figures:
    """Return the metrics of a group, by the names of METRICS."""
    return estimated(statistics(group), METRICS, group)


def statistics(group: Group) -> dict[str, Statistic]:
    """Return those metrics for which the group has enough films.

    The label "positive" has the sensitivity and specificity; an uncertain film is not positive.
    """
    ill, normal = group.positive, ~group.positive
    if len(ill) < FEWEST_FILMS:
        return {}
    probabilities, every = group.probabilities, ill | normal
    uncertain = ~(group.called_positive | group.called_negative)
    chosen: dict[str, Statistic] = {
        "prevalence": partial(weighted.share, numerator=ill, denominator=every),
        "uncertain": partial(weighted.share, numerator=uncertain, denominator=every),
        "ece": partial(weighted.calibration_error, probabilities=probabilities, truth=ill),
        "brier": partial(weighted.mean, values=(probabilities - ill) ** 2),
    }
    negative = group.called_negative
    if ill.sum() >= FEWEST_OF_CLASS:
        share = partial(weighted.share, denominator=ill)
        chosen["sensitivity"] = partial(share, numerator=group.called_positive)
        chosen["pneumonia_called_negative"] = partial(share, numerator=negative)
    if normal.sum() >= FEWEST_OF_CLASS:
        share = partial(weighted.share, denominator=normal)
        chosen["specificity"] = partial(share, numerator=~group.called_positive)
        chosen["normal_called_negative"] = partial(share, numerator=negative)
    if group.fewest >= FEWEST_OF_CLASS:
        chosen["auc"] = partial(weighted.auc, scores=group.log_odds, truth=ill)
    return chosen


def estimated(chosen: Mapping[str, Statistic], names: Sequence[str], group: Group) -> Figures:
    """Return the figures of ``names``, with ``intervals``; "too few" for one without a statistic.

    A figure that is the same in every draw has no interval: draws cannot show how uncertain it is.
    """
    values, intervals = estimate(chosen, group.patients) if chosen else ({}, {})
    wide = {name: interval for name, interval in intervals.items() if interval[0] < interval[1]}
    return {**{name: values.get(name, TOO_FEW) for name in names}, "intervals": wide}
