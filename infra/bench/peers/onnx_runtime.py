"""ONNX Runtime on one thread."""

from collections.abc import Callable
from pathlib import Path

import onnxruntime

from infra.bench.peers.film import Film

PACKAGE = "onnxruntime"


def load(file: Path, _precision: str) -> Callable[[Film], object]:
    """An .onnx file as a function of one film."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda film: session.run(None, {name: film})
