"""The words and figures of a finding, as the pages have them in static/js/shared/."""

import math
from collections.abc import Sequence

from cxr.inference.meaning_words import ENGLISH, Wording
from cxr.inference.model_card import ModelCard
from cxr.report.phrases import Phrase
from cxr.study import Finding, Label

_LABELS = {
    Label.POSITIVE: Phrase.POSITIVE,
    Label.UNCERTAIN: Phrase.UNCERTAIN,
    Label.NEGATIVE: Phrase.NEGATIVE,
}


def label_words(label: Label, wording: Wording = ENGLISH) -> str:
    """Return the label as a reader sees it."""
    return wording.say(_LABELS[label])


def operating_points(finding: Finding, card: ModelCard | None) -> tuple[float, ...]:
    """Return the thresholds that the label rests on, 0-1, lower first. None if they are not known."""
    if own := finding.site_thresholds:
        return own.negative_below, own.positive_from
    if card is None or card.version != finding.model_version:
        return ()
    return card.thresholds.negative_below, card.thresholds.positive_from


def percent(probability: float, points: Sequence[float] = (), wording: Wording = ENGLISH) -> str:
    """Return a probability of 0-1 in per cent, to a tenth, but never rounded across one of ``points``.

    The figure must not contradict the label beside it. It never means certainty.
    """
    shown = _tenths(probability)
    for point in points:
        shown = min(shown, _tenths(point) - 1) if probability < point else max(shown, _tenths(point))
    if shown < 10:
        return "< 1 %"
    return "> 99 %" if shown > 990 else _in_words(shown, wording)


def threshold_sentence(points: Sequence[float], wording: Wording) -> str:
    """Return what the two operating points, 0-1, divide."""
    below, positive_from = (_in_words(_tenths(point), wording) for point in points)
    return wording.say(Phrase.THRESHOLDS, below=below, positive_from=positive_from)


def _tenths(share: float) -> int:
    """Return a share in tenths of a per cent, rounded as JavaScript rounds."""
    return math.floor(share * 1000 + 0.5)


def _in_words(tenths: int, wording: Wording) -> str:
    return f"{tenths // 10}{wording.decimal_sign}{tenths % 10} %"
