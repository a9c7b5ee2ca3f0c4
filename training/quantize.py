"""The fastest form of a network that still says what it says in float."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxr.classifier import Network, load_network, model_input
from training.errors import TrainingError
from training.films import Film, load_pixels, targets
from training.parity import Parity, compare
from training.readings import open_film
from training.tflite import to_int8, to_int8_weights

RANGE_FILMS = 128
"""Films whose activations give the int8 ranges."""

SENSITIVE = "block1a_se"
"""EfficientNet's first squeeze-and-excitation: it scales all that follows, and costs nothing in float."""


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
    ways: dict[str, Callable[[bytes], bytes]] = {
        "int8": lambda file: to_int8(file, ranges),
        "int8_but_for_the_most_sensitive": lambda file: to_int8(file, ranges, in_float=SENSITIVE),
        "int8_weights": to_int8_weights,
    }
    truth, parity = targets(list(choose)), dict[str, Parity]()
    said = logits(load_network(float_file, threads=2), choose, size)
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
