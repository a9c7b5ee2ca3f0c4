"""Training batches of the screening network: chest films with their lungs, and everything else."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt

from cxr.inference.preprocessing import equalize
from cxr.inference.screening import Picture
from training.data.arrays import Floats, Pixels
from training.networks.screening_network import LUNGS, PICTURE, POPULATION
from training.screening.films import pictures
from training.screening.films.exposures import expose, vary

SHARES = {
    "film": 0.47,
    "other_population": 0.13,
    Picture.NOT_A_CHEST: 0.07,
    Picture.MISORIENTED: 0.07,
    Picture.PARTIAL: 0.16,
    Picture.SEVERAL: 0.065,
    Picture.OUT_OF_FOCUS: 0.035,
}
"""Shares of a batch: films of the population, chest films of others, and each kind of other picture."""

MADE: dict[str, Callable[[pictures.Draw, np.random.Generator], Pixels]] = {
    Picture.MISORIENTED: pictures.misoriented,
    Picture.PARTIAL: pictures.partial,
    Picture.SEVERAL: pictures.several,
    Picture.OUT_OF_FOCUS: pictures.out_of_focus,
}
"""Pictures that are made from chest films."""

ILL, OWN, EXPOSED = 0.6, 0.75, 0.7
"""Share of the films with pneumonia, share of the population's films among the chest films that pictures are
made from, and share of the pictures with another exposure."""


@dataclass(frozen=True, slots=True)
class ScreeningFilms:
    """What the screening network is trained on, as squares (n, 224, 224) uint8.

    ``masks``: (n, 128, 128) of ``films``, and ``has_mask`` (n,). ``truth``: (n,) 1 for pneumonia.
    """

    films: Pixels
    masks: Pixels
    has_mask: npt.NDArray[np.bool_]
    truth: Floats
    others: Pixels
    non_chest: Pixels


class ScreeningBatches(keras.utils.PyDataset):
    """Batches that depend on seed, epoch and step alone. ``side``: pixels a side of the network's input."""

    def __init__(self, films: ScreeningFilms, side: int, batch_size: int, seed: int, epoch: int) -> None:
        super().__init__(workers=2, max_queue_size=8)
        self.films, self.side, self.batch_size, self.seed, self.epoch = films, side, batch_size, seed, epoch
        self.classes = [np.flatnonzero(films.truth == target) for target in (0, 1)]

    def __len__(self) -> int:
        """Return the steps of an epoch."""
        return math.ceil(len(self.films.films) / self.batch_size)

    def on_epoch_end(self) -> None:
        """Go on to the pictures of the next epoch."""
        self.epoch += 1

    def __getitem__(self, step: int) -> tuple[Floats, dict[str, Floats], dict[str, Floats]]:
        """Return inputs, targets and sample weights of a step."""
        random = np.random.default_rng((self.seed, self.epoch, step))
        kinds = random.choice(len(SHARES), self.batch_size, p=[*SHARES.values()])
        drawn = [self._picture([*SHARES][kind], random) for kind in kinds]
        seen = [expose(one.picture, random) if random.random() < EXPOSED else one.picture for one in drawn]
        films = np.stack([equalize(picture) for picture in seen])[..., None].astype(np.float32)
        population = np.array([one.population for one in drawn], np.float32)
        targets = {
            LUNGS: np.stack([one.lungs for one in drawn])[..., None] / np.float32(255),
            PICTURE: np.array([[*Picture].index(one.kind) for one in drawn]),
            POPULATION: np.maximum(population, 0)[:, None],
        }
        weights = {
            LUNGS: np.array([one.has_mask for one in drawn], np.float32),
            PICTURE: np.ones(self.batch_size, np.float32),
            POPULATION: _balanced(population),
        }
        return films, targets, weights

    def _picture(self, kind: str, random: np.random.Generator) -> "_Drawn":
        films, side = self.films, self.side
        if kind == "film":
            at = self._film(random)
            picture, lungs = vary(films.films[at], side, random, films.masks[at])
            return _Drawn(picture, lungs, bool(films.has_mask[at]), Picture.CHEST, 1)
        if kind == "other_population":
            picture = _any_of(films.others, random)
        elif kind == Picture.NOT_A_CHEST:
            picture = pictures.not_a_chest(lambda: _any_of(films.non_chest, random), random)
        else:
            picture = MADE[kind](lambda: self._chest(random), random)
        seen, lungs = vary(picture, side, random)
        if kind == "other_population":
            return _Drawn(seen, lungs, False, Picture.CHEST, 0)
        return _Drawn(seen, lungs, False, Picture(kind), -1)

    def _film(self, random: np.random.Generator) -> int:
        return int(random.choice(self.classes[int(random.random() < ILL)]))

    def _chest(self, random: np.random.Generator) -> Pixels:
        """Draw a chest film of any population."""
        if random.random() < OWN:
            return np.asarray(self.films.films[self._film(random)])
        return _any_of(self.films.others, random)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture. ``population``: 1 inside, 0 outside, -1 if that is not asked of it."""

    picture: Pixels
    lungs: Pixels
    has_mask: bool
    kind: Picture
    population: int


def _any_of(squares: Pixels, random: np.random.Generator) -> Pixels:
    return np.asarray(squares[random.integers(len(squares))])


def _balanced(population: Floats) -> Floats:
    """Return weights that give films inside and outside the population the same total; 0 for the rest."""
    weights = np.zeros(len(population), np.float32)
    for side in (0, 1):
        among = population == side
        if among.any():
            weights[among] = len(population) / 2 / among.sum()
    return weights
