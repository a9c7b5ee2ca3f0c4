"""The films on which calibration and thresholds are chosen, with varied copies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxr.inference.activation_map import film_logit
from cxr.inference.lungs import lung_shares, standardize
from cxr.inference.screening import Network
from training.augmentation.greys import vary_greys
from training.augmentation.lung_crops import crop_lungs
from training.data.arrays import Floats, Pixels
from training.data.labelled_film import Film
from training.data.lung_films import LungFilms, LungFinder, load_lung_films

VARIED_COPIES = 16
"""Varied copies of each film. More copies make the thresholds depend less on chance. With four they depended
on it much (notes of release 0.7.0), with sixteen a little (notes of release 0.8.0)."""


@dataclass(frozen=True, slots=True)
class Chests:
    """Input of the finding network: films (n, side, side, 1) uint8, lungs (n, cells, cells) float32."""

    films: Pixels
    lungs: Floats


@dataclass(frozen=True, slots=True)
class TuningSet:
    """Films as they are served, and ``VARIED_COPIES`` of each, all copies of the first film first.

    A threshold chosen on one framing and sharpness does not hold for others, and films vary in both.
    """

    plain: Chests
    varied: Chests
    truth: Floats


def load_tuning_set(films: Sequence[Film], finder: LungFinder, side: int, seed: int) -> TuningSet:
    """Load and vary the films. Raise TrainingError with the names of films that cannot be read."""
    loaded = load_lung_films(films, finder)
    return TuningSet(Chests(*loaded.chests(side)), varied(loaded, side, seed, VARIED_COPIES), loaded.truth)


def varied(films: LungFilms, side: int, seed: int, copies: int = 1) -> Chests:
    """Return varied copies of films, as in training."""
    random = np.random.default_rng(seed)
    crops = [
        crop_lungs(square, lungs, side, random)
        for square, lungs in zip(films.squares, films.lungs, strict=True)
        for _ in range(copies)
    ]
    pixels = [standardize(vary_greys(crop.film, random), crop.inside) for crop in crops]
    return Chests(np.stack(pixels)[..., None], np.stack([lung_shares(crop.inside) for crop in crops]))


def logits(network: Network, chests: Chests) -> npt.NDArray[np.float64]:
    """Return the logits of films: (n,)."""
    return np.array(
        [
            film_logit(network(film=film[None])["activation_map"][0, :, :, 0], lungs)
            for film, lungs in zip(chests.films, chests.lungs, strict=True)
        ]
    )
