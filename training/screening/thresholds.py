"""Chooses from where on a picture is judged, and a film counts as one of the population."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxr.inference.screening import Network, Screened, screen
from training.data.arrays import Pixels
from training.screening.network import SIDE

REFUSED_BY_MISTAKE, FLAGGED_BY_MISTAKE = 0.003, 0.005
"""Largest shares of validation films that are refused, and flagged, at the two thresholds."""

Doubles = npt.NDArray[np.float64]


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


def screen_all(network: Network, squares: Pixels) -> list[Screened]:
    """Screen films (n, 224, 224) uint8."""
    return [screen(network, square, SIDE) for square in squares]


def choose(validation: Sequence[Screened]) -> Chosen:
    """Return the highest thresholds that keep to the shares on the validation films.

    A picture that is more likely a chest film than anything else is never refused: validation films are
    far above that, so a threshold just below the lowest of them would refuse the next unusual one.
    """
    recognition = np.array([one.recognition for one in validation])
    population = np.array([one.population for one in validation])
    return Chosen(
        recognized_from=min(0.0, float(np.quantile(recognition, REFUSED_BY_MISTAKE, method="lower"))),
        in_population_from=float(np.quantile(population, FLAGGED_BY_MISTAKE, method="lower")),
    )
