"""Between which values each activation is quantized."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter, OpResolverType

Floats = npt.NDArray[np.float32]
Ranges = dict[str, dict[str, Floats]]

LEVELS = 255
"""Steps of an int8 activation."""

CLIPS = np.linspace(0.3, 1, 15)
"""Shares of the full range that are tried."""

_KEPT = 4000
"""Values of a tensor and picture that are looked at: enough for a mean error, and what 256 pictures give in
400 tensors fits in 4 GB."""


def choose_ranges(float_file: bytes, films: npt.NDArray[np.uint8], known: Mapping[str, object]) -> Ranges:
    """For each tensor in ``known``: ``min`` and ``max`` under which int8 is nearest to the float values.

    ``films`` (n, size, size, 1) uint8. A range cut short makes all its steps finer and few values
    wrong; the quantizer's own, a moving average, cuts where the last films happened to end. Copies of
    the input keep 0-255, where a step is a grey level and nothing is lost.
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


def _values(interpreter: Interpreter, at: dict[str, int], films: npt.NDArray[np.uint8]) -> dict[str, Floats]:
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
    # Swish never falls below -0.28: such a floor is kept, and only a long side is cut.
    cuts = [(low * (share if -low > high / 2 else 1), high * share) for share in CLIPS]
    errors = [_error(values, *cut) for cut in cuts]
    low, high = cuts[int(np.argmin(errors))]
    return {"min": low, "max": high}


def _error(values: Floats, low: float, high: float) -> float:
    """Mean squared difference that quantizing to LEVELS steps between the bounds makes."""
    step = max(high - low, 1e-9) / LEVELS
    quantized = np.clip(np.round((values - low) / step), 0, LEVELS) * step + low
    return float(((quantized - values) ** 2).mean())
