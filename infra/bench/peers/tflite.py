"""tflite-runtime, the name under which LiteRT was last released in 2023."""

from collections.abc import Callable
from pathlib import Path

from tflite_runtime.interpreter import Interpreter

from infra.bench.peers.film import Film

PACKAGE = "tflite-runtime"


def load(file: Path, _precision: str) -> Callable[[Film], object]:
    """A .tflite file as a function of one film."""
    runner = Interpreter(str(file), num_threads=1).get_signature_runner("serving_default")
    (name, details), *_ = runner.get_input_details().items()
    dtype = details["dtype"]
    return lambda film: runner(**{name: film.astype(dtype)})
