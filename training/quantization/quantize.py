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
from training.calibration.tuning_set import TuningSet, augmented, logits
from training.config import Config
from training.data.arrays import Pixels
from training.data.catalog import load_pixels
from training.data.labelled_film import Film
from training.errors import TrainingError
from training.quantization.activation_ranges import Ranges
from training.quantization.parity import Parity, measure_parity
from training.quantization.tflite import find_ranges, to_int8, to_int8_weights

RANGE_FILMS = 128
"""Training films whose activations give the int8 ranges, each with one augmented copy."""

BLOCKS = (6, 5, 4, 3, 2, 1)
"""EfficientNet's blocks up to which activations may be int8 between layers. Early blocks have the most
values, so they gain the most; rounding in late blocks is nearest to the logit."""

FLOAT_START = {"int8_from_block2": "stem|block1", "int8_from_block2b": "stem|block1|block2a"}
"""EfficientNet's first layers that stay float. The second scheme includes all layers at half of the film's
resolution, and costs little time. For a network from ``training.warm_start``, int8 throughout changed too
many labels, and so did each scheme up to a block. The first was enough for 0.8.0, the second for 0.7.0."""


@dataclass(frozen=True, slots=True)
class Quantized:
    """The file to ship, its scheme, the parity of each tried scheme, and the calibration of the reference."""

    file: bytes
    scheme: str
    parity: dict[str, Parity]
    reference: Calibration


def quantize(
    reference: bytes, float16: bytes, train: Sequence[Film], tuning: TuningSet, config: Config
) -> Quantized:
    """Try one scheme after another, int8 throughout first, and return the first that passes the gate.

    ``reference`` and ``float16`` are the network with float32 and float16 weights. Films of ``train`` give
    the ranges; each scheme must pass on ``tuning``. Raise TrainingError if none passes.
    """
    ranges = find_ranges(reference, _range_films(train, config))
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
    """Return the reference's own calibration, and with it the log-odds of the films (films,)."""
    network = load_network(reference, threads=2)
    plain = logits(network, tuning.films)
    calibration = fit_calibration(plain, logits(network, tuning.augmented), tuning.truth)
    return calibration, log_odds(calibration, plain)


def _parity(file: bytes, expected: npt.NDArray[np.float64], tuning: TuningSet) -> Parity:
    """Compare ``file`` at its own operating points with the reference's log-odds (films,)."""
    plain, calibration, thresholds = operating_points(load_network(file, threads=2), tuning)
    return measure_parity(log_odds(calibration, plain), expected, thresholds, tuning.truth)


def _range_films(train: Sequence[Film], config: Config) -> Pixels:
    """Return some films and their augmented copies: ranges of plain films alone are too narrow."""
    some = np.random.default_rng(config.drawing_seed).permutation(len(train))[:RANGE_FILMS]
    films = load_pixels([train[i] for i in some], config.size)
    return np.concatenate([films, augmented(films, config.drawing_seed)])


def _schemes(
    reference: bytes, float16: bytes, ranges: Ranges, architecture: str
) -> dict[str, Callable[[], bytes]]:
    """Return the schemes in the order of trial. Only EfficientNet's layers are named by block."""
    schemes: dict[str, Callable[[], bytes]] = {"int8": partial(to_int8, reference, ranges, ".*")}
    if architecture == "efficientnetb3":
        for scheme, start in FLOAT_START.items():
            schemes[scheme] = partial(to_int8, reference, ranges, ".*", kept=start)
        for last in BLOCKS:
            pattern = f"stem|block[1-{last}]"
            schemes[f"int8_static_to_block{last}"] = partial(to_int8, reference, ranges, pattern)
    return schemes | {"int8_weights": partial(to_int8_weights, reference), "float16": lambda: float16}
