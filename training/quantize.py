"""The fastest form of a network that still says what it says in float."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from cxr.classifier import Network, load_network, model_input
from training.errors import TrainingError
from training.films import Film, load_pixels, targets
from training.parity import Parity, compare
from training.readings import open_film
from training.tflite import find_ranges, to_int8, to_int8_weights

RANGE_FILMS = 128
"""Films whose activations give the int8 ranges."""

STATIC: dict[str, str] = {"int8": ".*"} | {
    f"int8_static_to_block{last}": f"stem|block[1-{last}]" for last in (6, 5, 4, 3, 2, 1)
}
"""Ways to quantize by what is int8 between layers too, fastest first. EfficientNet's early blocks hold
the most values, so they gain the most; rounding in the late ones is nearest to the logit."""


@dataclass(frozen=True, slots=True)
class Quantized:
    """The file that passed, the way it was made, and how each way that was tried compared."""

    file: bytes
    way: str
    parity: dict[str, Parity]


def quantize(
    float_file: bytes, fit: Sequence[Film], choose: Sequence[Film], size: int, seed: int
) -> Quantized:
    """Try from the fastest way on, and take the first that passes the gate on ``choose``.

    Films of ``fit`` give the ranges. Raises TrainingError where none passes.
    """
    some = np.random.default_rng(seed).permutation(len(fit))[:RANGE_FILMS]
    ranges = load_pixels([fit[i] for i in some], size)
    found = find_ranges(float_file, ranges)
    truth, parity = targets(list(choose)), dict[str, Parity]()
    said = logits(load_network(float_file, threads=2), choose, size)
    ways: dict[str, Callable[[bytes], bytes]] = {
        way: partial(to_int8, ranges=found, static=static) for way, static in STATIC.items()
    }
    ways["int8_weights"] = to_int8_weights
    for way, make in ways.items():
        file = make(float_file)
        parity[way] = compare(logits(load_network(file, threads=2), choose, size), said, truth)
        if parity[way].holds:
            return Quantized(file, way, parity)
    raise TrainingError(f"no quantization keeps to the float model: {parity}")


def logits(network: Network, films: Sequence[Film], size: int) -> npt.NDArray[np.float64]:
    """What the network says of films from their bytes on: (films,)."""
    inputs = (model_input(open_film(film), size) for film in films)
    return np.array([float(network(film=pixels)["logit"].squeeze()) for pixels in inputs])
