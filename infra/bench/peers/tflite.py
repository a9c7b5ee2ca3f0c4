"""tflite-runtime, the name under which LiteRT was last released in 2023."""

from collections.abc import Callable
from pathlib import Path

from tflite_runtime.interpreter import Interpreter

from infra.bench.peers.film import Film
from infra.bench.peers.tflite_file import as_function

PACKAGE = "tflite-runtime"


def load(file: Path, _precision: str) -> Callable[[Film], object]:
    """A .tflite file as a function of one film."""
    return as_function(Interpreter, file)
