"""Validation films in batches, as they are served."""

import math

import keras
import numpy as np

from training.data.arrays import Floats
from training.data.lung_films import LungFilms
from training.fitting.training_model import CLEAR, FILM, LUNGS
from training.networks.network import CLEAR_LOGIT, LOGIT

Arrays = dict[str, Floats]

BATCH = 32
"""Films of a batch, at most."""


class ValidationBatches(keras.utils.PyDataset):
    """All films once, in order. ``side``: pixels a side of the network's input.

    Devices that share a run need batches that they can divide. So the last batch is filled up to a multiple
    of devices with films of weight 0. All others weigh that much more: Keras divides a loss by the number of
    films. Loss and metrics are those of the films alone.
    """

    def __init__(self, films: LungFilms, side: int, devices: int = 1) -> None:
        super().__init__(workers=2)
        self.films, self.side = films, side
        self.batch_size = devices * max(1, BATCH // devices)
        self.count = len(films.truth)
        self.places = math.ceil(self.count / devices) * devices

    def __len__(self) -> int:
        """Return the number of batches."""
        return math.ceil(self.places / self.batch_size)

    def __getitem__(self, step: int) -> tuple[Arrays, Arrays, Arrays]:
        """Return inputs, targets and sample weights of a batch."""
        places = np.arange(step * self.batch_size, min((step + 1) * self.batch_size, self.places))
        chosen = self.films.some(places % self.count)
        pixels, lungs = chosen.chests(self.side)
        inputs = {
            FILM: pixels.astype(np.float32),
            LUNGS: lungs[..., None],
            CLEAR: np.zeros_like(lungs)[..., None],
        }
        targets = {LOGIT: chosen.truth[:, None], CLEAR_LOGIT: np.zeros((len(places), 1), np.float32)}
        weights = np.where(places < self.count, self.places / self.count, 0).astype(np.float32)
        return inputs, targets, {LOGIT: weights, CLEAR_LOGIT: np.zeros(len(places), np.float32)}
