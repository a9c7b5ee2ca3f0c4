"""Where the network's two readings of its limits become answers: refused, or outside the population."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxr.classifier import Network, model_input
from cxr.model_card import Screening
from cxr.radiograph import Radiograph

REFUSED_BY_MISTAKE, ADULTS_REFUSED_BY_MISTAKE, FLAGGED_BY_MISTAKE = 0.005, 0.01, 0.005
"""Shares of the films to choose by, and of the adults that were fitted on, that the thresholds may cost."""


def screen(
    network: Network, films: Sequence[Radiograph], size: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The logits of recognition and population, (films,) each."""
    outputs = [network(film=model_input(film, size)) for film in films]
    recognition, population = (
        np.array([float(output[name].squeeze()) for output in outputs])
        for name in ("recognition", "population")
    )
    return recognition, population


def choose_screening(
    network: Network, size: int, choose: Sequence[Radiograph], adults: Sequence[Radiograph]
) -> Screening:
    """Thresholds by what they may cost on the films to choose by.

    The ``adults`` that were fitted on are chest films too, and must be recognized as well.
    """
    recognized, population = screen(network, choose, size)
    recognized_adults, _ = screen(network, adults, size)
    return Screening(
        recognized_from=min(
            float(np.quantile(recognized, REFUSED_BY_MISTAKE)),
            float(np.quantile(recognized_adults, ADULTS_REFUSED_BY_MISTAKE)),
        ),
        in_population_from=float(np.quantile(population, FLAGGED_BY_MISTAKE)),
    )
