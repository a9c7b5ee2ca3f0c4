"""A .tflite file, for the two packages that run one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.bench.peers.film import Film


def as_function(interpreter: type[Any], file: Path) -> Callable[[Film], object]:
    """The file as a function of one film; ``interpreter`` is the package's class."""
    runner = interpreter(str(file), num_threads=1).get_signature_runner("serving_default")
    (name, details), *_ = runner.get_input_details().items()
    dtype = details["dtype"]
    return lambda film: runner(**{name: film.astype(dtype)})
