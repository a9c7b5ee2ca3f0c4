"""What a network's logits mean, and where they become labels: from the films to choose by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy.special import expit

from cxr.classifier import Network
from cxr.model_card import Calibration, Thresholds
from cxr.radiograph import Radiograph
from training.augment import Augment
from training.calibrate import choose_thresholds, fit_platt
from training.films import Film, load_pixels, targets
from training.parity import log_odds

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

DRAWS = 4
"""Times that each film to choose by is varied: by one draw alone, a handful of films would decide."""

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Choosing:
    """The films to choose by, (n, size, size, 1), and ``DRAWS`` times varied, all of them after one another.

    What holds for one framing and exposure alone does not hold for another, and films come in many.
    Films as they are count as much as all their variations.
    """

    films: Pixels
    varied: Pixels
    truth: npt.NDArray[np.float32]

    def radiographs(self) -> list[Radiograph]:
        """All of them, as the classifier takes them, those as they are ``DRAWS`` times."""
        pictures = (Image.fromarray(film[..., 0]) for film in (*self.films, *self.varied))
        taken = [Radiograph(picture, *picture.size) for picture in pictures]
        return (DRAWS - 1) * taken[: len(self.films)] + taken


def load_choosing(choose: Sequence[Film], size: int, seed: int) -> Choosing:
    """Read ``choose`` and vary them. Raises TrainingError naming the films that cannot be read."""
    films = load_pixels(list(choose), size)
    return Choosing(films, vary(np.tile(films, (DRAWS, 1, 1, 1)), seed), targets(list(choose)))


def operating_points(network: Network, choosing: Choosing) -> tuple[Floats, Calibration, Thresholds]:
    """The logits of the films as they are (n,), their calibration, and the thresholds.

    The probability is that of films as they are; the thresholds are chosen on all. Raises
    TrainingError where the network is no better than chance.
    """
    said, varied = logits(network, choosing.films), logits(network, choosing.varied)
    line = fit_platt(said, choosing.truth)
    met = expit(log_odds(line, np.concatenate([np.tile(said, DRAWS), varied])))
    return said, line, choose_thresholds(met, np.tile(choosing.truth, 2 * DRAWS))


def logits(network: Network, films: Pixels) -> Floats:
    """What the network says of ``films`` (n, size, size, 1): (n,)."""
    return np.array([float(network(film=film[None])["logit"].squeeze()) for film in films])


def vary(films: Pixels, seed: int) -> Pixels:
    """Each of ``films`` (n, size, size, 1) once as training may show it without its crops.

    These go beyond how films commonly come.
    """
    augment, varied = Augment(seed, cropped=False), []
    for start in range(0, len(films), _BATCH):
        batch = films[start : start + _BATCH].astype(np.float32)
        shown, _ = augment([batch, np.zeros_like(batch)], training=True)
        varied.append(np.round(np.asarray(shown)).astype(np.uint8))
    return np.concatenate(varied)
