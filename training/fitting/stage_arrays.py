"""The pictures of a stage, in memory at its size."""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from cxr.classifier import model_input
from cxr.radiograph import Radiograph
from training.data.arrays import Floats, Pixels
from training.data.catalog import Film, load_pixels, targets
from training.data.ood_set import Limits
from training.lungs.segmentation import lung_masks

_PART = 1024
"""Films whose lungs are held as float32 at once: all of a hospital's would take four times their memory."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Pictures at one size: (n, size, size, 1) uint8, 0-255.

    ``lungs`` belong to ``films`` and ``adult_lungs`` to ``adults``: 255 inside. ``adults`` are chest films
    outside the population, ``foreign`` are no chest films; both may be empty: then nothing is learned of
    the model's limits.
    """

    films: Pixels
    truth: Floats
    lungs: Pixels
    adults: Pixels
    adult_lungs: Pixels
    foreign: Pixels


def show(films: list[Film], size: int, limits: Limits | None = None) -> Shown:
    """Read ``films`` and what tells the limits, and find the lungs."""
    pixels = load_pixels(films, size)
    adults = load_pixels(limits.adults_fitted if limits else [], size)
    foreign = [*chain(*limits.foreign_fitted.values()), *limits.drawn] if limits else []
    return Shown(
        films=pixels,
        truth=targets(films),
        lungs=_lungs(pixels),
        adults=adults,
        adult_lungs=_lungs(adults),
        foreign=_pixels(foreign, size),
    )


def _lungs(films: Pixels) -> Pixels:
    lungs = np.empty_like(films)
    for first in range(0, len(films), _PART):
        part = slice(first, first + _PART)
        lungs[part] = (lung_masks(films[part])[..., None] * 255).astype(np.uint8)
    return lungs


def _pixels(pictures: list[Radiograph], size: int) -> Pixels:
    inputs = (model_input(picture, size) for picture in pictures)
    return np.concatenate([np.empty((0, size, size, 1), np.uint8), *inputs])
