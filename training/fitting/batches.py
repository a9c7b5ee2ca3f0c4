"""Training batches: lungs of both classes, some mixed, covered, or with healthy lung pasted into them."""

import math
import os

import keras
import numpy as np
import numpy.typing as npt

from cxr.inference.lungs import lung_shares, standardize
from cxr.inference.model_card import STRIDE
from training.augmentation.grey_patches import cover
from training.augmentation.greys import vary_greys
from training.augmentation.known_negatives import PASTED, Mixed, paste, unchanged
from training.augmentation.lung_crops import Crop, crop_lungs, with_inexact_mask
from training.augmentation.superposition import FILMS, superpose
from training.config import Config
from training.data.arrays import Floats, Pixels
from training.data.lung_films import LungFilms
from training.fitting.training_model import CLEAR, FILM, LUNGS
from training.networks.network import CLEAR_LOGIT, LOGIT

Arrays = dict[str, Floats]
"""Inputs, targets or weights, by name."""

MOSTLY, HARDLY = 0.95, 0.5
"""Share of a cell from which it is known to be clear, and under which it still belongs to the film."""


WORKERS = max(2, min(8, os.cpu_count() or 2))
"""Threads that make batches while a device trains. NumPy, SciPy and Pillow let go of the lock of Python."""


class Batches(keras.utils.PyDataset):
    """Batches of both classes in an order that depends on seed and epoch alone, so a run can be resumed.

    A batch has as many films of both classes. So in one epoch a film of the smaller class may come twice,
    and a film of the larger class not at all. ``side``: pixels a side of the network's input.
    """

    def __init__(self, films: LungFilms, side: int, config: Config, epoch: int) -> None:
        super().__init__(workers=WORKERS, max_queue_size=2 * WORKERS)
        self.films, self.side, self.config, self.epoch = films, side, config, epoch
        self.classes = [np.flatnonzero(films.truth == target) for target in (0, 1)]

    def __len__(self) -> int:
        """Return the steps of an epoch."""
        return math.ceil(len(self.films.truth) / self.config.batch_size)

    def on_epoch_end(self) -> None:
        """Go on to the order of the next epoch."""
        self.epoch += 1

    def __getitem__(self, step: int) -> tuple[Arrays, Arrays, Arrays]:
        """Return inputs, targets and sample weights of a step."""
        random = np.random.default_rng((self.config.seed, self.epoch, step))
        ill, normal = self.config.batch_size // 2, math.ceil(self.config.batch_size / 2)
        chosen = [*self._turn(1, step, ill), *self._turn(0, step, normal)]
        truth = np.repeat([1, 0], [ill, normal]).astype(np.float32)
        return collate([self._mixed(index, random) for index in chosen], truth, random)

    def _mixed(self, index: int, random: np.random.Generator) -> Mixed:
        crop = self._crop(index, random)
        if _drawn(self.config.superposed_share, random):
            crop = superpose([crop, *self._alike(index, random)], random)
        if random.random() < PASTED:
            return paste(crop, self._crop(int(random.choice(self.classes[0])), random), random)
        return cover(crop, random) if _drawn(self.config.grey_share, random) else unchanged(crop)

    def _alike(self, index: int, random: np.random.Generator) -> list[Crop]:
        """Return crops of other films of the same class, for a mixture."""
        of_class = self.classes[int(self.films.truth[index])]
        others = random.choice(of_class, int(random.integers(FILMS[0], FILMS[1] + 1)) - 1)
        return [self._crop(int(other), random) for other in others]

    def _crop(self, index: int, random: np.random.Generator) -> Crop:
        return crop_lungs(self.films.squares[index], self.films.lungs[index], self.side, random)

    def _turn(self, target: int, step: int, count: int) -> npt.NDArray[np.int64]:
        """Return the next ``count`` films of a class. Each film comes once before any comes again."""
        of_class = self.classes[target]
        first = (self.epoch * len(self) + step) * count
        rounds, places = np.divmod(np.arange(count) + first, len(of_class))
        orders = {
            n: np.random.default_rng((self.config.seed, target, n)).permutation(of_class) for n in set(rounds)
        }
        return np.array([orders[n][place] for n, place in zip(rounds, places, strict=True)], np.int64)


def _drawn(share: float, random: np.random.Generator) -> bool:
    """Return true for a ``share`` of the films. 0 draws nothing, so that an earlier run can be repeated."""
    return share > 0 and random.random() < share


def collate(mixed: list[Mixed], truth: Floats, random: np.random.Generator) -> tuple[Arrays, Arrays, Arrays]:
    """Return inputs, targets and weights of films with their ``truth`` (n,)."""
    rows = [_row(one, bool(ill), random) for one, ill in zip(mixed, truth, strict=True)]
    film = np.stack([row[0] for row in rows])[..., None]
    lungs = np.stack([row[1] for row in rows])[..., None]
    clear = np.stack([row[2] for row in rows])[..., None]
    certainty = [one.certainty if ill else 1.0 for one, ill in zip(mixed, truth, strict=True)]
    weights = {LOGIT: np.array(certainty, np.float32), CLEAR_LOGIT: _any(clear)}
    targets = {LOGIT: truth[:, None], CLEAR_LOGIT: np.zeros((len(truth), 1), np.float32)}
    return {FILM: film.astype(np.float32), LUNGS: lungs, CLEAR: clear}, targets, weights


def _row(mixed: Mixed, ill: bool, random: np.random.Generator) -> tuple[Pixels, Floats, Floats]:
    """Return the film (side, side), the lung cells of its label, and the lung cells known to be clear."""
    crop = with_inexact_mask(Crop(vary_greys(mixed.crop.film, random), mixed.crop.inside), random)
    film, lungs = standardize(crop.film, crop.inside), lung_shares(crop.inside)
    if not ill:
        return film, lungs, np.zeros_like(lungs)
    cells = len(lungs)
    covered = mixed.clear.reshape(cells, STRIDE, cells, STRIDE).mean((1, 3))
    own = lungs * (covered < HARDLY)
    return film, np.asarray(own if own.sum() >= 1 else lungs), np.asarray(lungs * (covered > MOSTLY))


def _any(clear: Floats) -> Floats:
    """Return (n,): 1 if a film has clear cells worth a whole one."""
    return np.asarray(clear.sum((1, 2, 3)) > 1, np.float32)
