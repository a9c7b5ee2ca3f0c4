"""A share that was counted, and the interval of the share behind it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_STANDARD_ERRORS = NormalDist().inv_cdf(0.975)
"""Half the width of a 95 % interval of a normal distribution."""

FEWEST = 30
"""Films below which a share is not stated: its 95 % interval may be more than 33 points wide."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``total``, where 0 <= count <= total.

    ``over_patients`` is the interval where several of those that were counted are of one patient.
    """

    count: int
    total: int
    over_patients: tuple[float, float] | None = None

    @property
    def value(self) -> float | None:
        """Return the share, 0-1; None of nothing."""
        return self.count / self.total if self.total else None

    @property
    def is_of_too_few(self) -> bool:
        """Return whether so few were counted that the share says little."""
        return self.total < FEWEST

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the ends of the 95 % interval, 0-1; None of nothing.

        Unless it is one over patients, it is the score interval of Wilson 1927, Journal of the American
        Statistical Association 22(158). Unlike value ± error, it stays within 0-1 and has a width where all
        or none were counted.
        """
        if self.over_patients or not self.total:
            return self.over_patients
        share, z2 = self.count / self.total, _STANDARD_ERRORS**2 / self.total
        middle = (share + z2 / 2) / (1 + z2)
        half = sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
        # Rounding may leave an end beyond 0 or 1 by some 1e-17.
        return max(0.0, middle - half), min(1.0, middle + half)
