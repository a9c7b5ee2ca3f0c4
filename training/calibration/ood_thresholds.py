"""Where the network's two readings of its limits become answers: refused, or outside the population."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxr.classifier import Network, model_input
from cxr.model_card import Screening
from cxr.radiograph import Radiograph

REFUSED_BY_MISTAKE, FLAGGED_BY_MISTAKE = 0.005, 0.005
"""Shares of chest films, and of the films to choose by, that the two thresholds may cost at most."""

FOREIGN_ACCEPTED = 0.01
"""Share of foreign pictures that may pass, where chest films leave the choice."""


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
    network: Network,
    size: int,
    choose: Sequence[Sequence[Radiograph]],
    adults: Sequence[Radiograph],
    foreign: Sequence[Radiograph],
) -> Screening:
    """Thresholds from the films to choose by, and from the ``adults`` and ``foreign`` that were fitted on.

    ``choose`` are films as they are and varied ones: no more of either are refused or flagged than may be.
    The first lies in the middle between nearly all chest films, adults' too, and nearly all foreign
    pictures, and never refuses more chest films than it may.
    """
    recognized, population = zip(*(screen(network, films, size) for films in choose), strict=True)
    recognized_adults, _ = screen(network, adults, size)
    recognized_foreign, _ = screen(network, foreign, size)
    lowest = min(
        float(np.quantile(logits, REFUSED_BY_MISTAKE)) for logits in (*recognized, recognized_adults)
    )
    highest = float(np.quantile(recognized_foreign, 1 - FOREIGN_ACCEPTED))
    return Screening(
        recognized_from=min(lowest, (lowest + highest) / 2),
        in_population_from=min(float(np.quantile(logits, FLAGGED_BY_MISTAKE)) for logits in population),
    )
