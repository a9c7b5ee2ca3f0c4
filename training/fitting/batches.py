"""Training batches: in-population films, films of another population, corrupted films, non-chest images."""

import math

import keras
import numpy as np
import numpy.typing as npt

from training.augmentation.corruptions import corrupt
from training.augmentation.shadow_overlay import add_shadows
from training.data.arrays import Floats, Pixels
from training.errors import TrainingError
from training.fitting.stage_arrays import StageArrays
from training.fitting.training_model import OUTSIDE
from training.networks.network import LOGIT, OOD_HEADS

RECOGNITION, POPULATION = OOD_HEADS

Outputs = dict[str, Floats]
"""Targets, or weights, by the name of an output."""

OOD_KINDS = ("other_population", "corrupted", "non_chest")
"""The out-of-distribution images of a batch."""


class Batches(keras.utils.PyDataset):
    """Batches in an order that depends on ``seed`` and epoch alone, so that a run can be resumed.

    Each of ``OOD_KINDS`` has the share ``ood_share`` of a batch, rounded down, if there are such images.
    Raise TrainingError if that is none.
    """

    def __init__(self, arrays: StageArrays, batch_size: int, seed: int, epoch: int, ood_share: float) -> None:
        super().__init__(workers=1)
        self.arrays, self.batch_size, self.seed, self.epoch = arrays, batch_size, seed, epoch
        count = ood_count(batch_size, ood_share) if len(arrays.non_chest) else 0
        self.counts = dict.fromkeys(OOD_KINDS, count)

    def __len__(self) -> int:
        """Return the steps of an epoch: as many as the in-population films would fill by themselves.

        Out-of-distribution images use places of each step, and both classes get as many of the rest. So
        in one epoch a film of the smaller class may come twice, and a film of the larger class not at all.
        """
        return math.ceil(len(self.arrays.films) / self.batch_size)

    def on_epoch_end(self) -> None:
        """Go on to the order of the next epoch."""
        self.epoch += 1

    def __getitem__(self, step: int) -> tuple[dict[str, Pixels | Floats], Outputs, Outputs]:
        """Return inputs, targets and sample weights of a step."""
        random = np.random.default_rng((self.seed, self.epoch, step))
        arrays, counts = self.arrays, self.counts
        own = self._own(step, self.batch_size - sum(counts.values()))
        others = _some(len(arrays.other_population), counts["other_population"], random)
        one_class = np.zeros(len(arrays.other_population), np.float32)
        own_films = add_shadows(arrays.films, arrays.truth, own, random)
        chest = np.concatenate([own_films, add_shadows(arrays.other_population, one_class, others, random)])
        corrupted = [corrupt(film, random) for film in chest[_some(len(chest), counts["corrupted"], random)]]
        non_chest = arrays.non_chest[_some(len(arrays.non_chest), counts["non_chest"], random)]
        films = np.concatenate([chest, np.reshape(corrupted, (-1, *chest.shape[1:])), non_chest])
        lungs = np.zeros(films.shape, np.float32)
        masks = np.concatenate([arrays.lungs[own], arrays.other_population_lungs[others]])
        lungs[: len(chest)] = masks / np.float32(255)
        targets, weights = _outputs(arrays.truth[own], len(chest), len(films))
        return {"film": films.astype(np.float32), "lungs": lungs}, targets, weights

    def _own(self, step: int, count: int) -> npt.NDArray[np.int64]:
        """Return indices of in-population films: as many of both classes, those with pneumonia first."""
        steps = self.epoch * len(self) + step
        return np.concatenate([self._turn(1, steps, count // 2), self._turn(0, steps, count - count // 2)])

    def _turn(self, target: int, steps: int, count: int) -> npt.NDArray[np.int64]:
        """Return the next ``count`` films of a class after so many ``steps``.

        Each film comes once before any comes again. With independent draws, one in six films with
        pneumonia would never come in a run of a few epochs.
        """
        of_class = np.flatnonzero(self.arrays.truth == target)
        rounds, places = np.divmod(np.arange(count) + steps * count, len(of_class))
        orders = {n: np.random.default_rng((self.seed, target, n)).permutation(of_class) for n in set(rounds)}
        return np.array([orders[n][place] for n, place in zip(rounds, places, strict=True)], np.int64)


def ood_count(batch_size: int, share: float) -> int:
    """Return how many images of each of ``OOD_KINDS`` a batch has. Raise TrainingError if that is none."""
    count = int(share * batch_size + 1e-9)
    if not count:
        raise TrainingError(
            f"ood_share {share} of {batch_size} films is no out-of-distribution image; increase it"
        )
    return count


def _some(length: int, count: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    return random.integers(length, size=count) if count else np.empty(0, np.int64)


def _outputs(truth: Floats, chest: int, total: int) -> tuple[Outputs, Outputs]:
    """Return targets and weights of a batch: in-population films, other chest films, then the rest.

    ``truth`` belongs to the in-population films, ``chest`` counts all upright chest films. Each output is
    trained on the images that have a target for it, and both of its classes have the same total weight.
    """
    own, upright = np.arange(total) < len(truth), np.arange(total) < chest
    target = np.zeros(total, np.float32)
    target[: len(truth)] = truth
    targets = {LOGIT: target, RECOGNITION: upright, POPULATION: own, OUTSIDE: np.zeros(total)}
    weights = {
        LOGIT: own * (total / len(truth)),
        RECOGNITION: balanced_weights(upright, np.ones(total, bool)),
        POPULATION: balanced_weights(own, upright),
        OUTSIDE: target,
    }
    return (
        {name: np.asarray(values, np.float32)[:, None] for name, values in targets.items()},
        {name: np.asarray(values, np.float32) for name, values in weights.items()},
    )


def balanced_weights(positive: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_]) -> Floats:
    """Return weights that give both classes among ``counted`` the same total; 0 if a class is missing."""
    negative = ~positive & counted
    positive = positive & counted
    if not (positive.any() and negative.any()):
        return np.zeros(len(positive), np.float32)
    weights = positive / positive.sum() + negative / negative.sum()
    return np.asarray(len(positive) * weights / 2, np.float32)


def validation_data(arrays: StageArrays) -> tuple[dict[str, Floats], Outputs, Outputs]:
    """Return all in-population films as one batch, as Keras expects validation data."""
    count = len(arrays.films)
    targets, weights = _outputs(arrays.truth, count, count)
    lungs = np.asarray(arrays.lungs / 255, np.float32)
    return {"film": arrays.films.astype(np.float32), "lungs": lungs}, targets, weights
