"""What the network is shown in a step: films to judge, films of others, and what is no chest film."""

import math

import keras
import numpy as np
import numpy.typing as npt

from training.augmentation.corruptions import spoil
from training.augmentation.shadow_overlay import overlay
from training.data.arrays import Floats, Pixels
from training.errors import TrainingError
from training.fitting.stage_arrays import Shown
from training.fitting.training_model import OUTSIDE
from training.networks.network import LOGIT, SCREENING

RECOGNITION, POPULATION = SCREENING

Answers = dict[str, Floats]

OTHERS = ("adults", "spoilt", "foreign")
"""What is shown besides films to judge, half of which are normal."""


class Batches(keras.utils.PyDataset):
    """Batches in an order that follows from ``seed`` and the epoch alone, so that a run can be resumed.

    Each of ``OTHERS`` has ``others_share`` of a batch, rounded down, where there are such pictures.
    Raises TrainingError where that is none.
    """

    def __init__(self, shown: Shown, batch_size: int, seed: int, epoch: int, others_share: float) -> None:
        super().__init__(workers=1)
        self.shown, self.batch_size, self.seed, self.epoch = shown, batch_size, seed, epoch
        count = others_in(batch_size, others_share) if len(shown.foreign) else 0
        self.counts = dict.fromkeys(OTHERS, count)

    def __len__(self) -> int:
        """Steps an epoch: as many as the films to judge would fill by themselves.

        Others take places in each, and both classes have as many: in an epoch, a film of the smaller
        class may come more than once, and one of the larger may not come.
        """
        return math.ceil(len(self.shown.films) / self.batch_size)

    def on_epoch_end(self) -> None:
        """Another order for the next one."""
        self.epoch += 1

    def __getitem__(self, step: int) -> tuple[dict[str, Pixels | Floats], Answers, Answers]:
        """Inputs, targets and weights of a step."""
        random = np.random.default_rng((self.seed, self.epoch, step))
        shown, counts = self.shown, self.counts
        own = self._own(step, self.batch_size - sum(counts.values()))
        adults = _some(len(shown.adults), counts["adults"], random)
        alike = np.zeros(len(shown.adults), np.float32)
        judged = overlay(shown.films, shown.truth, own, random)
        chest = np.concatenate([judged, overlay(shown.adults, alike, adults, random)])
        spoilt = [spoil(film, random) for film in chest[_some(len(chest), counts["spoilt"], random)]]
        foreign = shown.foreign[_some(len(shown.foreign), counts["foreign"], random)]
        films = np.concatenate([chest, np.reshape(spoilt, (-1, *chest.shape[1:])), foreign])
        lungs = np.zeros(films.shape, np.float32)
        lungs[: len(chest)] = np.concatenate([shown.lungs[own], shown.adult_lungs[adults]]) / np.float32(255)
        targets, weights = _answers(shown.truth[own], len(chest), len(films))
        return {"film": films.astype(np.float32), "lungs": lungs}, targets, weights

    def _own(self, step: int, count: int) -> npt.NDArray[np.int64]:
        """Indices of films to judge, both classes alike, those with pneumonia first."""
        steps = self.epoch * len(self) + step
        return np.concatenate([self._turn(1, steps, count // 2), self._turn(0, steps, count - count // 2)])

    def _turn(self, target: int, steps: int, count: int) -> npt.NDArray[np.int64]:
        """Of the films of a class, the next ``count`` after so many ``steps``.

        Each comes once before any comes again: drawn by chance, one in six of those with pneumonia
        would not come at all in a run of a few epochs.
        """
        of = np.flatnonzero(self.shown.truth == target)
        rounds, places = np.divmod(np.arange(count) + steps * count, len(of))
        orders = {n: np.random.default_rng((self.seed, target, n)).permutation(of) for n in set(rounds)}
        return np.array([orders[n][place] for n, place in zip(rounds, places, strict=True)], np.int64)


def others_in(batch_size: int, share: float) -> int:
    """How many of each of ``OTHERS`` a batch holds. Raises TrainingError where that is none."""
    count = int(share * batch_size + 1e-9)
    if not count:
        raise TrainingError(
            f"others_share {share} of {batch_size} films is none to learn limits from; give more"
        )
    return count


def _some(among: int, count: int, random: np.random.Generator) -> npt.NDArray[np.int64]:
    return random.integers(among, size=count) if count else np.empty(0, np.int64)


def _answers(truth: Floats, chest: int, total: int) -> tuple[Answers, Answers]:
    """Targets and weights: first the films to judge, then others up to ``chest``, then what is none.

    Each answer is learned from the pictures that have one, and both sides of it count the same.
    """
    own, upright = np.arange(total) < len(truth), np.arange(total) < chest
    target = np.zeros(total, np.float32)
    target[: len(truth)] = truth
    targets = {LOGIT: target, RECOGNITION: upright, POPULATION: own, OUTSIDE: np.zeros(total)}
    weights = {
        LOGIT: own * (total / len(truth)),
        RECOGNITION: balance(upright, np.ones(total, bool)),
        POPULATION: balance(own, upright),
        OUTSIDE: target,
    }
    return (
        {name: np.asarray(values, np.float32)[:, None] for name, values in targets.items()},
        {name: np.asarray(values, np.float32) for name, values in weights.items()},
    )


def balance(yes: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_]) -> Floats:
    """Weights under which the counted ``yes`` weigh as much as the counted others; 0 where one is missing."""
    no = ~yes & counted
    yes = yes & counted
    if not (yes.any() and no.any()):
        return np.zeros(len(yes), np.float32)
    return np.asarray(len(yes) * (yes / yes.sum() + no / no.sum()) / 2, np.float32)


def whole(shown: Shown) -> tuple[dict[str, Floats], Answers, Answers]:
    """All films to judge at once, for choosing by: what Keras calls validation data."""
    count = len(shown.films)
    targets, weights = _answers(shown.truth, count, count)
    lungs = np.asarray(shown.lungs / 255, np.float32)
    return {"film": shown.films.astype(np.float32), "lungs": lungs}, targets, weights
