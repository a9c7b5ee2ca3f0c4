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
from training.lungs import lung_masks
from training.parity import log_odds

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

DRAWS = 16
"""Times that each film to choose by is varied: the more, the less hangs on how they were drawn. With four,
much did (``reports/0.7.0/notes.md``); with this many, some still does (``reports/0.8.0/notes.md``)."""

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Choosing:
    """The films to choose by, (n, size, size, 1), and ``DRAWS`` times varied, all of them after one another.

    What holds for one framing and exposure alone does not hold for another, and films come in many.
    """

    films: Pixels
    varied: Pixels
    truth: npt.NDArray[np.float32]

    def radiographs(self) -> tuple[list[Radiograph], list[Radiograph]]:
        """Those as they are and those varied, as the classifier takes them."""
        return _radiographs(self.films), _radiographs(self.varied)


def load_choosing(choose: Sequence[Film], size: int, seed: int) -> Choosing:
    """Read ``choose`` and vary them. Raises TrainingError naming the films that cannot be read."""
    films = load_pixels(list(choose), size)
    return Choosing(films, vary(np.tile(films, (DRAWS, 1, 1, 1)), seed), targets(list(choose)))


def operating_points(network: Network, choosing: Choosing) -> tuple[Floats, Calibration, Thresholds]:
    """The logits of the films as they are (n,), the calibration, and the thresholds.

    What is demanded of a threshold holds on films as they are and on varied ones, on each by
    themselves. Raises TrainingError where the network is no better than chance.
    """
    said, varied = logits(network, choosing.films), logits(network, choosing.varied)
    line = calibrate(said, varied, choosing.truth)
    plain = choose_thresholds(expit(log_odds(line, said)), choosing.truth)
    other = choose_thresholds(expit(log_odds(line, varied)), np.tile(choosing.truth, DRAWS))
    return (
        said,
        line,
        Thresholds(
            negative_below=min(plain.negative_below, other.negative_below),
            positive_from=max(plain.positive_from, other.positive_from),
        ),
    )


def calibrate(said: Floats, varied: Floats, truth: npt.NDArray[np.float32]) -> Calibration:
    """What logits of films as they are (n,) and of all their variations mean: both count the same.

    Raises TrainingError where they rank the films no better than chance would.
    """
    return fit_platt(np.concatenate([np.tile(said, DRAWS), varied]), np.tile(truth, 2 * DRAWS))


def logits(network: Network, films: Pixels) -> Floats:
    """What the network says of ``films`` (n, size, size, 1): (n,)."""
    return np.array([float(network(film=film[None])["logit"].squeeze()) for film in films])


def vary(films: Pixels, seed: int) -> Pixels:
    """Each of ``films`` (n, size, size, 1) once as training may show it."""
    augment, varied = Augment(seed), []
    for start in range(0, len(films), _BATCH):
        batch = films[start : start + _BATCH].astype(np.float32)
        shown, _ = augment([batch, lung_masks(films[start : start + _BATCH])[..., None]], training=True)
        varied.append(np.round(np.asarray(shown)).astype(np.uint8))
    return np.concatenate(varied)


def _radiographs(films: Pixels) -> list[Radiograph]:
    pictures = (Image.fromarray(film[..., 0]) for film in films)
    return [Radiograph(picture, *picture.size) for picture in pictures]
