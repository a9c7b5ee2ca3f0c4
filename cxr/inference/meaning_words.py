"""Sentences for what a finding means at a prevalence, in natural frequencies: so many in 100 films."""

import math

from cxr.inference.meaning import PredictiveValue
from cxr.prevalence import at_prevalence
from cxr.study import Label

_ELSEWHERE = (0.05, 0.1, 0.2)
"""Prevalences of most wards. The model was calibrated at a much higher one."""


def in_100(share: float) -> int:
    """Return a share of 0-1 as a count in a hundred."""
    return math.floor(100 * share + 0.5)


def films_like_this(probability: float) -> str:
    """Return how many of 100 films with this probability show pneumonia."""
    verb = "shows" if in_100(probability) <= 1 else "show"
    return f"Of 100 films like this one here, {_count(probability)} {verb} pneumonia."


def elsewhere(probability: float, assumed: float) -> list[str]:
    """Return a sentence for each of several prevalences, for a place whose own is not set."""
    return [
        f"Where {in_100(other)} in 100 films show pneumonia, "
        f"{_count(at_prevalence(probability, assumed, other))} in 100 films like this one do."
        for other in _ELSEWHERE
    ]


def label_is_right(found: PredictiveValue) -> str:
    """Return how many of 100 films with the label have it rightly, with the exact share and its interval."""
    is_positive = found.label is Label.POSITIVE
    what = "pneumonia" if is_positive else "no pneumonia"
    verb = "shows" if in_100(found.value) <= 1 else "show"
    name = "Positive" if is_positive else "Negative"
    figures = [f"{name} predictive value: {percent(found.value)}"]
    if found.interval:
        low, high = map(percent, found.interval)
        figures.append(f"95 % interval {low} to {high}")
    if found.films:
        figures.append(f"from {found.films} test films")
    return f"Of 100 films here with this label, {_count(found.value)} {verb} {what}. {', '.join(figures)}."


def _count(share: float) -> str:
    """Return a count in a hundred in words. It never means certainty."""
    count = in_100(share)
    if count < 1:
        return "fewer than 1"
    return "more than 99" if count > 99 else f"about {count}"


def percent(share: float) -> str:
    """Return a share in per cent with one decimal. It never means certainty, either."""
    tenths = math.floor(1000 * share + 0.5)
    if tenths < 1:
        return "< 0.1 %"
    return "> 99.9 %" if tenths > 999 else f"{tenths / 10:.1f} %"
