"""A LiteRT file of any input, which is given zeros: for files that do nothing but multiply."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from infra.bench.peers.film import Film

PACKAGE = "ai-edge-litert"


def load(file: Path, _precision: str) -> Callable[[Film], object]:
    """The file as a function that takes no heed of the film."""
    runner = Interpreter(str(file), num_threads=1).get_signature_runner("serving_default")
    (name, details), *_ = runner.get_input_details().items()
    given = np.zeros(details["shape"], details["dtype"])
    return lambda _film: runner(**{name: given})
