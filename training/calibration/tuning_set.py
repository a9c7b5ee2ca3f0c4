"""The validation films on which calibration and thresholds are chosen, with augmented copies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Network
from training.augmentation.augment import Augment
from training.data.arrays import Floats, Pixels
from training.data.catalog import load_pixels, targets
from training.data.labelled_film import Film
from training.lungs.segmentation import lung_masks

AUGMENTED_COPIES = 16
"""Augmented copies of each validation film. More copies make the thresholds depend less on chance: with four
they did much (notes of release 0.7.0), with sixteen they still do a little (notes of release 0.8.0)."""

_BATCH = 32


@dataclass(frozen=True, slots=True)
class TuningSet:
    """Films (n, size, size, 1), and their augmented copies, (AUGMENTED_COPIES * n, size, size, 1).

    A threshold chosen on one framing and exposure does not hold for others, and films vary in both.
    """

    films: Pixels
    augmented: Pixels
    truth: Floats

    def radiographs(self) -> tuple[list[Radiograph], list[Radiograph]]:
        """Return the films and their augmented copies as input of the classifier."""
        return _radiographs(self.films), _radiographs(self.augmented)


def load_tuning_set(validation: Sequence[Film], size: int, seed: int) -> TuningSet:
    """Load and augment the films. Raise TrainingError with the names of films that cannot be read."""
    films = load_pixels(validation, size)
    copies = augmented(np.tile(films, (AUGMENTED_COPIES, 1, 1, 1)), seed)
    return TuningSet(films, copies, targets(validation))


def logits(network: Network, films: Pixels) -> npt.NDArray[np.float64]:
    """Return the logits of ``films`` (n, size, size, 1): (n,)."""
    return np.array([float(network(film=film[None])["logit"].squeeze()) for film in films])


def augmented(films: Pixels, seed: int) -> Pixels:
    """Return one augmented copy of each of ``films`` (n, size, size, 1), as in training."""
    augment, copies = Augment(seed), []
    for start in range(0, len(films), _BATCH):
        batch = films[start : start + _BATCH].astype(np.float32)
        copy, _ = augment([batch, lung_masks(films[start : start + _BATCH])[..., None]], training=True)
        copies.append(np.round(np.asarray(copy)).astype(np.uint8))
    return np.concatenate(copies)


def _radiographs(films: Pixels) -> list[Radiograph]:
    images = (Image.fromarray(film[..., 0]) for film in films)
    return [Radiograph(image, *image.size) for image in images]
