"""The share of films with pneumonia at one place, and what it makes of probabilities and labels.

All shares are 0-1.
"""

from cxr.errors import InvalidPrevalence

LOWEST, HIGHEST = 0.001, 0.999
"""The prevalences that may be set. Outside them, a typing error is more likely than such a place."""

SENTENCE = (
    f"Give the prevalence as a share from {LOWEST:g} to {HIGHEST:g}, that is {100 * LOWEST:g} to "
    f"{100 * HIGHEST:g} in 100 films."
)


def checked_prevalence(given: object) -> float:
    """Return a prevalence that a person or a program gave, as a number or as text, to four decimals.

    Raise InvalidPrevalence.
    """
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise InvalidPrevalence(SENTENCE)
    try:
        share = float(given)
    except (ValueError, OverflowError) as e:
        raise InvalidPrevalence(SENTENCE) from e
    # Written this way round, because every comparison with NaN is false.
    if not LOWEST <= share <= HIGHEST:
        raise InvalidPrevalence(SENTENCE)
    return round(share, 4)


def at_prevalence(probability: float, calibrated: float, prevalence: float) -> float:
    """Return the probability of the same film where another share of films shows pneumonia.

    ``calibrated`` is the prevalence that ``probability`` assumes. The result is
    sigmoid(logit(probability) - logit(calibrated) + logit(prevalence)), written without logarithms, which
    do not exist at 0 and 1. From Saerens, Latinne & Decaestecker 2002, Neural Computation 14(1), for two
    classes.
    """
    ill = probability * prevalence / calibrated
    well = (1 - probability) * (1 - prevalence) / (1 - calibrated)
    return ill / (ill + well)


def predictive_value(right: float, wrong: float, frequency: float) -> float | None:
    """Return the share of films with a label that have it rightly, by Bayes' theorem.

    ``right`` is the share of the films of the label's own kind that get the label, ``wrong`` that of the
    other kind. ``frequency`` is the share of the own kind among all films. Return None if no film gets the
    label.
    """
    rightly, wrongly = right * frequency, wrong * (1 - frequency)
    return rightly / (rightly + wrongly) if rightly + wrongly else None
