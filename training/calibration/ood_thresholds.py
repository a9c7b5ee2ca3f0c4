"""Chooses the thresholds of the out-of-distribution heads: to refuse an image, and to flag a film."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Network, model_input
from cxr.inference.model_card import Screening

REFUSED_BY_MISTAKE, FLAGGED_BY_MISTAKE = 0.005, 0.005
"""Largest shares of chest films refused, and of validation films flagged, at the two thresholds."""

NON_CHEST_ACCEPTED = 0.01
"""Share of non-chest images that may be accepted, if the chest films allow that threshold."""


def ood_logits(
    network: Network, images: Sequence[Radiograph], size: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the logits of recognition and population, (images,) each."""
    outputs = [network(film=model_input(image, size)) for image in images]
    recognition, population = (
        np.array([float(output[name].squeeze()) for output in outputs])
        for name in ("recognition", "population")
    )
    return recognition, population


def choose_ood_thresholds(
    network: Network,
    size: int,
    validation: Sequence[Sequence[Radiograph]],
    other_population: Sequence[Radiograph],
    non_chest: Sequence[Radiograph],
) -> Screening:
    """Choose both thresholds on validation films and on out-of-distribution images of the training half.

    ``validation`` are the films and their augmented copies: the largest shares hold for each. The
    recognition threshold is in the middle between nearly all chest films, those of another population
    included, and nearly all non-chest images. It never refuses more chest films than allowed.
    """
    recognition, population = zip(*(ood_logits(network, films, size) for films in validation), strict=True)
    recognition_of_others, _ = ood_logits(network, other_population, size)
    recognition_of_non_chest, _ = ood_logits(network, non_chest, size)
    lowest = min(
        float(np.quantile(logits, REFUSED_BY_MISTAKE)) for logits in (*recognition, recognition_of_others)
    )
    highest = float(np.quantile(recognition_of_non_chest, 1 - NON_CHEST_ACCEPTED))
    return Screening(
        recognized_from=min(lowest, (lowest + highest) / 2),
        in_population_from=min(float(np.quantile(logits, FLAGGED_BY_MISTAKE)) for logits in population),
    )
