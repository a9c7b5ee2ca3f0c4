"""LiteRT, as the product runs it."""

from collections.abc import Callable
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter

from infra.bench.peers.film import Film
from infra.bench.peers.tflite_file import as_function

PACKAGE = "ai-edge-litert"


def load(file: Path, _precision: str) -> Callable[[Film], object]:
    """A .tflite file as a function of one film."""
    return as_function(Interpreter, file)
