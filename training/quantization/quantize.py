"""Chooses the fastest quantization scheme that passes the parity gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from cxr.inference.classifier import load_network
from cxr.inference.model_card import Calibration
from training.calibration.calibration import log_odds
from training.calibration.operating_points import fit_calibration, operating_points
from training.calibration.tuning_set import VARIED_COPIES, TuningSet, logits, varied
from training.config import Config
from training.data.arrays import Pixels
from training.data.labelled_film import Film
from training.data.lung_films import LungFinder, load_lung_films
from training.errors import TrainingError
from training.quantization.activation_ranges import Ranges
from training.quantization.parity import Parity, measure_parity
from training.quantization.tflite import find_ranges, to_int8, to_int8_weights

RANGE_FILMS = 128
"""Training films whose activations give the int8 ranges, each with one varied copy."""

FLOAT_START = {"int8_from_block2": "stem|block1", "int8_from_block2b": "stem|block1|block2a"}
"""EfficientNet's first layers that stay float. The second scheme includes all layers at half of the film's
resolution, and costs little time."""


@dataclass(frozen=True, slots=True)
class Quantized:
    """The file to ship, its scheme, the parity of each tried scheme, and the calibration of the reference."""

    file: bytes
    scheme: str
    parity: dict[str, Parity]
    reference: Calibration


def quantize(
    reference: bytes, float16: bytes, ranges_on: Pixels, tuning: TuningSet, config: Config
) -> Quantized:
    """Try one scheme after another, int8 throughout first, and return the first that passes the gate.

    ``reference`` and ``float16`` are the network with float32 and float16 weights. ``ranges_on``
    (``range_films``) gives the ranges; each scheme must pass on ``tuning``. Raise
    TrainingError if none passes.
    """
    ranges = find_ranges(reference, ranges_on)
    schemes = _schemes(reference, float16, ranges, config.architecture)
    calibration, expected = _calibrated(reference, tuning)
    parity = dict[str, Parity]()
    for scheme, make in schemes.items():
        file = make()
        try:
            parity[scheme] = _parity(file, expected, tuning)
        except TrainingError:
            continue  # no better than chance; the next scheme keeps more of the float network
        if parity[scheme].holds:
            return Quantized(file, scheme, parity, calibration)
    tried = ", ".join(f"{scheme} {figures}" for scheme, figures in parity.items())
    raise TrainingError(f"no quantization scheme passes the parity gate; train longer ({tried})")


def recheck(file: bytes, scheme: str, reference: bytes, tuning: TuningSet) -> Quantized:
    """Measure the parity of an existing ``file`` at the operating points that it would get now.

    Raise TrainingError if it fails the gate.
    """
    calibration, expected = _calibrated(reference, tuning)
    parity = _parity(file, expected, tuning)
    if not parity.holds:
        raise TrainingError(
            f"at the new operating points the model fails the parity gate ({parity}); export it again"
        )
    return Quantized(file, scheme, {scheme: parity}, calibration)


def _calibrated(reference: bytes, tuning: TuningSet) -> tuple[Calibration, npt.NDArray[np.float64]]:
    """Return the reference's own calibration, and with it the log-odds of the films and of their copies."""
    network = load_network(reference, threads=2)
    plain, copies = logits(network, tuning.plain), logits(network, tuning.varied)
    calibration = fit_calibration(plain, copies, tuning.truth)
    return calibration, log_odds(calibration, np.concatenate([plain, copies]))


def _parity(file: bytes, expected: npt.NDArray[np.float64], tuning: TuningSet) -> Parity:
    """Compare ``file`` at its own operating points with the reference's log-odds of films and copies."""
    found, calibration, thresholds = operating_points(load_network(file, threads=2), tuning)
    truth = np.concatenate([tuning.truth, np.repeat(tuning.truth, VARIED_COPIES)])
    return measure_parity(log_odds(calibration, found), expected, thresholds, truth)


def range_films(train: Sequence[Film], finder: LungFinder, config: Config) -> Pixels:
    """Return some films and their varied copies: ranges of plain films alone are too narrow."""
    some = np.random.default_rng(config.drawing_seed).permutation(len(train))[:RANGE_FILMS]
    films = load_lung_films([train[i] for i in some], finder)
    plain, _ = films.chests(config.size)
    return np.concatenate([plain, varied(films, config.size, config.drawing_seed).films])


def _schemes(
    reference: bytes, float16: bytes, ranges: Ranges, architecture: str
) -> dict[str, Callable[[], bytes]]:
    """Return the schemes in the order of trial. Only EfficientNet's layers are named by block."""
    schemes: dict[str, Callable[[], bytes]] = {"int8": partial(to_int8, reference, ranges)}
    if architecture == "efficientnetb3":
        for scheme, start in FLOAT_START.items():
            schemes[scheme] = partial(to_int8, reference, ranges, kept=start)
    return schemes | {"int8_weights": partial(to_int8_weights, reference), "float16": lambda: float16}
