"""A fast form of a network that still says what it says in float."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from cxr.classifier import load_network
from cxr.model_card import Calibration
from training.calibration.calibration import log_odds
from training.calibration.operating_points import calibrate, operating_points
from training.calibration.tuning_set import Choosing, load_choosing, logits, vary
from training.config import Config
from training.data.catalog import Film, load_pixels
from training.errors import TrainingError
from training.quantization.activation_ranges import Ranges
from training.quantization.parity import Parity, compare
from training.quantization.tflite import find_ranges, to_int8, to_int8_weights

RANGE_FILMS = 128
"""Films whose activations give the int8 ranges, each as it is and varied once."""

BLOCKS = (6, 5, 4, 3, 2, 1)
"""EfficientNet's blocks up to which activations may be int8 between layers. The early ones hold the most
values, so they gain the most; rounding in the late ones is nearest to the logit."""

EARLY = {"int8_from_block2": "stem|block1", "int8_from_block2b": "stem|block1|block2a"}
"""EfficientNet's first layers, left in float; the second takes in all that work at half of a film's
resolution, for little time. Of a network grown from another (``training/warm_start/net2net.py``), int8 throughout changed
too many labels, and each way up to a block did (``parity`` in ``reports/0.6.0-textured/figures.json``); the
first was enough for 0.6.0-grown and 0.8.0, the second for 0.7.0."""


@dataclass(frozen=True, slots=True)
class Quantized:
    """The file to ship, the way it was made, and how each way that was tried compared.

    ``twin`` is the calibration of the float network, on the films to choose by.
    """

    file: bytes
    way: str
    parity: dict[str, Parity]
    twin: Calibration


def quantize(twin: bytes, half: bytes, parts: Mapping[str, Sequence[Film]], config: Config) -> Quantized:
    """Try one way after another, int8 throughout first, and take the first that passes the gate.

    ``twin`` and ``half`` are the network in float32 and with float16 weights. Films of ``parts["fit"]``
    give the ranges, those of ``parts["choose"]`` hold each way to the gate. Raises TrainingError where
    none passes.
    """
    ways = _ways(twin, half, find_ranges(twin, _range_films(parts["fit"], config)), config.architecture)
    choosing, parity = load_choosing(parts["choose"], config.size, config.seed), dict[str, Parity]()
    calibration, said = _calibrated(twin, choosing)
    for way, make in ways.items():
        file = make()
        try:
            parity[way] = _compared(file, said, choosing)
        except TrainingError:
            continue  # it is no better than chance; the next way keeps more of the float network
        if parity[way].holds:
            return Quantized(file, way, parity, calibration)
    tried = ", ".join(f"{way} {figures}" for way, figures in parity.items())
    raise TrainingError(f"no form of the network keeps to the float one; train longer ({tried})")


def hold(file: bytes, way: str, twin: bytes, choose: Sequence[Film], config: Config) -> Quantized:
    """A ``file`` that was quantized before, beside its ``twin`` by the operating points it would have now.

    Raises TrainingError where it misses the gate.
    """
    choosing = load_choosing(choose, config.size, config.seed)
    calibration, said = _calibrated(twin, choosing)
    parity = _compared(file, said, choosing)
    if not parity.holds:
        raise TrainingError(
            f"by the new operating points the model does not keep to the float one ({parity}); export it anew"
        )
    return Quantized(file, way, {way: parity}, calibration)


def _calibrated(twin: bytes, choosing: Choosing) -> tuple[Calibration, npt.NDArray[np.float64]]:
    """The twin's own calibration, and by it the log-odds of the films as they are (films,)."""
    network = load_network(twin, threads=2)
    said = logits(network, choosing.films)
    calibration = calibrate(said, logits(network, choosing.varied), choosing.truth)
    return calibration, log_odds(calibration, said)


def _compared(file: bytes, twin_said: npt.NDArray[np.float64], choosing: Choosing) -> Parity:
    """``file`` by its own operating points, beside the calibrated log-odds of its twin (films,)."""
    ours, line, cut = operating_points(load_network(file, threads=2), choosing)
    return compare(log_odds(line, ours), twin_said, cut, choosing.truth)


def _range_films(fit: Sequence[Film], config: Config) -> npt.NDArray[np.uint8]:
    """Some as they are, and the same varied: a range holds for films as they may come, or is too narrow."""
    some = np.random.default_rng(config.seed).permutation(len(fit))[:RANGE_FILMS]
    films = load_pixels([fit[i] for i in some], config.size)
    return np.concatenate([films, vary(films, config.seed)])


def _ways(twin: bytes, half: bytes, ranges: Ranges, architecture: str) -> dict[str, Callable[[], bytes]]:
    """What makes the file, by name, in order; of other networks, no layer is called by its block."""
    ways: dict[str, Callable[[], bytes]] = {"int8": partial(to_int8, twin, ranges, ".*")}
    if architecture == "efficientnetb3":
        for way, early in EARLY.items():
            ways[way] = partial(to_int8, twin, ranges, ".*", kept=early)
        for last in BLOCKS:
            ways[f"int8_static_to_block{last}"] = partial(to_int8, twin, ranges, f"stem|block[1-{last}]")
    return ways | {"int8_weights": partial(to_int8_weights, twin), "float16": lambda: half}
