"""Cumulative sums that notice when films change, soon after they do.

Each adds the logarithm of a likelihood ratio, film by film, and begins again at zero where it would fall
below. From Page 1954, Biometrika 41(1/2). Up to a false alarm, at least exp(limit) films go by on average
(Lorden 1971, Annals of Mathematical Statistics 42(6)).
"""

from collections.abc import Callable, Iterable
from math import log

FILMS_A_FALSE_ALARM = 100_000
"""Films on average, at least, from one false alarm of a sum to the next."""

LIMIT = log(FILMS_A_FALSE_ALARM)

ODDS_RATIO = 8
"""The change of a share that is looked for: eight times the odds, or an eighth. A change that is larger is
noticed sooner, and one that is much smaller perhaps never."""

SHIFT = 1.0
"""The change of a mean that is looked for, in standard deviations of single films."""

Step = Callable[[float], float]
"""What one film adds to a sum."""


def steps_of_share(usual: float) -> tuple[Step, Step]:
    """Return the steps of a share that rises and of one that falls. Values are 1 or 0; 0 < ``usual`` < 1."""
    return _share_step(usual, ODDS_RATIO), _share_step(usual, 1 / ODDS_RATIO)


def steps_of_mean(usual: float, deviation: float) -> tuple[Step, Step]:
    """Return the steps of a mean that rises and of one that falls. Exact for a normal distribution."""
    return (
        lambda value: SHIFT * (value - usual) / deviation - SHIFT**2 / 2,
        lambda value: SHIFT * (usual - value) / deviation - SHIFT**2 / 2,
    )


def alarms(values: Iterable[float], step: Step) -> list[int]:
    """Return the index of each film at which the sum reached the limit. The sum begins again after it."""
    found, total = [], 0.0
    for index, value in enumerate(values):
        total = max(0.0, total + step(value))
        if total >= LIMIT:
            found.append(index)
            total = 0.0
    return found


def _share_step(usual: float, odds_ratio: float) -> Step:
    changed = usual * odds_ratio / (1 - usual + usual * odds_ratio)
    present, absent = log(changed / usual), log((1 - changed) / (1 - usual))
    return lambda value: present if value else absent
