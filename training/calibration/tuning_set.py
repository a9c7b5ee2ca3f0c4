"""The films to choose by, as they are and varied."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.classifier import Network
from cxr.radiograph import Radiograph
from training.augmentation.augment import Augment
from training.data.arrays import Pixels
from training.data.catalog import Film, load_pixels, targets
from training.lungs.segmentation import lung_masks

Floats = npt.NDArray[np.float64]

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
