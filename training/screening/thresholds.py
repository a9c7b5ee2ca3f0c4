"""Chooses from where on a picture is judged, and a film counts as one of the population."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cxr.inference.screening import Network, Screened, screen
from training.data.arrays import Pixels
from training.networks.screening_network import SIDE

REFUSED_BY_MISTAKE, FLAGGED_BY_MISTAKE = 0.003, 0.005
"""Largest shares of validation films, and of their varied copies, that are refused, and flagged."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The two thresholds, as log-odds."""

    recognized_from: float
    in_population_from: float

    def refused(self, pictures: Sequence[Screened]) -> float:
        """Return the share of pictures that are refused."""
        return float(np.mean([one.recognition < self.recognized_from for one in pictures]))

    def flagged(self, pictures: Sequence[Screened]) -> float:
        """Return the share of pictures that are not refused, but flagged."""
        return float(
            np.mean(
                [
                    one.recognition >= self.recognized_from and one.population < self.in_population_from
                    for one in pictures
                ]
            )
        )


def screen_all(network: Network, squares: Iterable[Pixels]) -> list[Screened]:
    """Screen films (n, 224, 224) uint8."""
    return [screen(network, square, SIDE) for square in squares]


def choose(*sets: Sequence[Screened]) -> Chosen:
    """Return the highest thresholds that keep to the shares in each of the sets of films.

    A picture that is more likely a chest film than anything else is never refused. Validation films are far
    above that, so a threshold just below the lowest of them would refuse the next unusual one.
    """
    recognized_from = min(_highest([one.recognition for one in of], REFUSED_BY_MISTAKE) for of in sets)
    return Chosen(
        recognized_from=min(0.0, recognized_from),
        in_population_from=min(_highest([one.population for one in of], FLAGGED_BY_MISTAKE) for of in sets),
    )


def _highest(log_odds: Sequence[float], share: float) -> float:
    """Return the highest threshold with at most ``share`` of the values below it."""
    return float(np.quantile(log_odds, share, method="lower"))
