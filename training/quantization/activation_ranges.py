"""Chooses the range in which each activation is quantized."""

from collections.abc import Mapping

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from training.data.arrays import Floats, Pixels

Ranges = dict[str, dict[str, Floats]]

LEVELS = 255
"""Steps of an int8 activation."""

CLIPS = np.linspace(0.3, 1, 15)
"""Tried shares of the full range."""

_KEPT = 4000
"""Sampled values per tensor and film: enough for a mean error; 256 films in 400 tensors need 4 GB."""


def choose_ranges(float_file: bytes, films: Pixels, known: Mapping[str, object]) -> Ranges:
    """Return for each tensor in ``known`` the ``min`` and ``max`` with the least int8 error.

    ``films`` (n, size, size, 1) uint8. A shorter range has finer steps and clips a few values. The
    quantizer's own range, a moving average, depends on the last films. Copies of the input keep 0-255:
    a step is then one grey level, and nothing is lost.
    """
    interpreter = Interpreter(
        model_content=float_file,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    at = {t["name"]: t for t in interpreter.get_tensor_details() if t["name"] in known}
    values = _values(interpreter, {name: t["index"] for name, t in at.items()}, films)
    shape = {name: (1,) * len(t["shape"]) for name, t in at.items()}
    return {
        name: {side: np.full(shape[name], bound, np.float32) for side, bound in _range(name, seen).items()}
        for name, seen in values.items()
    }


def _values(interpreter: Interpreter, at: dict[str, int], films: Pixels) -> dict[str, Floats]:
    random = np.random.default_rng(0)
    seen: dict[str, list[Floats]] = {name: [] for name in at}
    entry = interpreter.get_input_details()[0]["index"]
    for film in films:
        interpreter.set_tensor(entry, film[None])
        interpreter.invoke()
        for name, index in at.items():
            values = interpreter.get_tensor(index).ravel()
            few = random.choice(values, _KEPT) if values.size > _KEPT else values
            seen[name].append(np.concatenate([few, [values.min(), values.max()]]))
    return {name: np.concatenate(parts) for name, parts in seen.items()}


def _range(name: str, values: Floats) -> dict[str, float]:
    if name == "Cast" or "/Repeat/" in name:
        return {"min": 0, "max": LEVELS}
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    # Swish is never below -0.28: keep such a floor, and shorten only a long side.
    cuts = [(low * (share if -low > high / 2 else 1), high * share) for share in CLIPS]
    errors = [_error(values, *cut) for cut in cuts]
    low, high = cuts[int(np.argmin(errors))]
    return {"min": low, "max": high}


def _error(values: Floats, low: float, high: float) -> float:
    """Return the mean squared error of quantizing to LEVELS steps between the bounds."""
    step = max(high - low, 1e-9) / LEVELS
    quantized = np.clip(np.round((values - low) / step), 0, LEVELS) * step + low
    return float(((quantized - values) ** 2).mean())
