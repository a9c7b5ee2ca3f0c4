"""The thresholds of a site, in place of those of the model card."""

from dataclasses import dataclass

SITE_THRESHOLDS_SENTENCE = "The label rests on thresholds of the site, not on those of the model."


@dataclass(frozen=True, slots=True)
class SiteThresholds:
    """Two thresholds on the calibrated probability, 0-1, and their name.

    Below ``negative_below`` a film is negative, from ``positive_from`` on positive, between them uncertain.
    """

    name: str
    negative_below: float
    positive_from: float
