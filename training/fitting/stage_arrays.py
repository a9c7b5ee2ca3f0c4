"""All images of one training stage, in memory at that stage's resolution."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import model_input
from training.data.arrays import Floats, Pixels
from training.data.catalog import load_pixels, targets
from training.data.labelled_film import Film
from training.data.ood_set import OodSet
from training.lungs.segmentation import lung_masks

_AT_ONCE = 1024
"""Films whose lung masks are float32 at the same time: masks of a whole archive would need four times the
memory of its films."""


@dataclass(frozen=True, slots=True)
class StageArrays:
    """Images at one size: (n, size, size, 1) uint8, 0-255.

    ``lungs`` are the masks of ``films``, and ``other_population_lungs`` those of ``other_population``: 255
    inside. ``non_chest`` are images that are not chest films. Both out-of-distribution arrays may be
    empty: then the heads for them are not trained.
    """

    films: Pixels
    truth: Floats
    lungs: Pixels
    other_population: Pixels
    other_population_lungs: Pixels
    non_chest: Pixels


def load_stage(films: Sequence[Film], size: int, ood: OodSet | None = None) -> StageArrays:
    """Load the films and out-of-distribution images, and segment the lungs."""
    pixels = load_pixels(films, size)
    other_population = load_pixels(ood.other_population_train if ood else [], size)
    non_chest = [*chain(*ood.non_chest_train.values()), *ood.synthetic] if ood else []
    return StageArrays(
        films=pixels,
        truth=targets(films),
        lungs=_lungs(pixels),
        other_population=other_population,
        other_population_lungs=_lungs(other_population),
        non_chest=_pixels(non_chest, size),
    )


def _lungs(films: Pixels) -> Pixels:
    lungs = np.empty_like(films)
    for first in range(0, len(films), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        lungs[part] = (lung_masks(films[part])[..., None] * 255).astype(np.uint8)
    return lungs


def _pixels(images: list[Radiograph], size: int) -> Pixels:
    inputs = (model_input(image, size) for image in images)
    return np.concatenate([np.empty((0, size, size, 1), np.uint8), *inputs])
