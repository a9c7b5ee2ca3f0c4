"""Sentences for what a finding means at a prevalence, in natural frequencies: so many in 100 films."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from cxr.figures.prevalence import at_prevalence
from cxr.inference.meaning import PredictiveValue
from cxr.study import Label

_ELSEWHERE = (0.05, 0.1, 0.2)
"""Prevalences of most wards. The model was calibrated at a much higher one."""

_FEWER, _MORE, _ABOUT = "fewer than 1", "more than 99", "about {count}"
_ONE_LIKE_THIS = "Of 100 films like this one here, {count} shows pneumonia."
_MANY_LIKE_THIS = "Of 100 films like this one here, {count} show pneumonia."
_PLACE = "Where {films} in 100 films show pneumonia, {count} in 100 films like this one do."
_ONE_WITH_LABEL = {
    Label.POSITIVE: "Of 100 films here with this label, {count} shows pneumonia.",
    Label.NEGATIVE: "Of 100 films here with this label, {count} shows no pneumonia.",
}
_MANY_WITH_LABEL = {
    Label.POSITIVE: "Of 100 films here with this label, {count} show pneumonia.",
    Label.NEGATIVE: "Of 100 films here with this label, {count} show no pneumonia.",
}
_VALUES = {
    Label.POSITIVE: "Positive predictive value: {share}",
    Label.NEGATIVE: "Negative predictive value: {share}",
}
_INTERVAL, _FILMS = "95 % interval {low} to {high}", "from {films} test films"

PATTERNS = (
    *(_FEWER, _MORE, _ABOUT, _ONE_LIKE_THIS, _MANY_LIKE_THIS, _PLACE, _INTERVAL, _FILMS),
    *(*_ONE_WITH_LABEL.values(), *_MANY_WITH_LABEL.values(), *_VALUES.values()),
)
"""The sentences with their gaps, for a translation."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How to word figures: what to replace a pattern by, the decimal sign, and the language as a code."""

    translate: Callable[[str], str] = str
    decimal_sign: str = "."
    language: str = "en"

    def say(self, pattern: str, **gaps: object) -> str:
        """Return a pattern in the language, with its gaps filled."""
        return self.translate(pattern).format(**gaps)


ENGLISH = Wording()


def in_100(share: float) -> int:
    """Return a share of 0-1 as a count in a hundred."""
    return math.floor(100 * share + 0.5)


def films_like_this(probability: float, wording: Wording = ENGLISH) -> str:
    """Return how many of 100 films with this probability show pneumonia."""
    pattern = _ONE_LIKE_THIS if in_100(probability) <= 1 else _MANY_LIKE_THIS
    return wording.translate(pattern).format(count=_count(probability, wording))


def elsewhere(probability: float, assumed: float, wording: Wording = ENGLISH) -> list[str]:
    """Return a sentence for each of several prevalences, for a place whose own is not set."""
    return [
        wording.translate(_PLACE).format(
            films=in_100(other), count=_count(at_prevalence(probability, assumed, other), wording)
        )
        for other in _ELSEWHERE
    ]


def label_is_right(found: PredictiveValue, wording: Wording = ENGLISH) -> str:
    """Return how many of 100 films with the label have it rightly, with the exact share and its interval."""
    translate = wording.translate
    patterns = _ONE_WITH_LABEL if in_100(found.value) <= 1 else _MANY_WITH_LABEL
    sentence = translate(patterns[found.label]).format(count=_count(found.value, wording))
    figures = [translate(_VALUES[found.label]).format(share=percent(found.value, wording))]
    if found.interval:
        low, high = (percent(end, wording) for end in found.interval)
        figures.append(translate(_INTERVAL).format(low=low, high=high))
    if found.films:
        figures.append(translate(_FILMS).format(films=found.films))
    return f"{sentence} {', '.join(figures)}."


def _count(share: float, wording: Wording) -> str:
    """Return a count in a hundred in words. It never means certainty."""
    count = in_100(share)
    if count < 1:
        return wording.translate(_FEWER)
    return wording.translate(_MORE) if count > 99 else wording.translate(_ABOUT).format(count=count)


def percent(share: float, wording: Wording = ENGLISH) -> str:
    """Return a share in per cent with one decimal. It never means certainty, either."""
    tenths = math.floor(1000 * share + 0.5)
    if tenths < 1:
        return f"< 0{wording.decimal_sign}1 %"
    if tenths > 999:
        return f"> 99{wording.decimal_sign}9 %"
    return f"{tenths // 10}{wording.decimal_sign}{tenths % 10} %"
