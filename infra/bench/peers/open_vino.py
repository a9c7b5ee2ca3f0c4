"""OpenVINO on one thread, tuned for the time of a single film."""

from collections.abc import Callable
from pathlib import Path

import openvino

from infra.bench.peers.film import Film

PACKAGE = "openvino"


def load(file: Path, precision: str) -> Callable[[Film], object]:
    """An .onnx file as a function of one film; what is not quantized is computed in ``precision``."""
    options = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": "1",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bfloat16" else "f32",
    }
    request = openvino.compile_model(openvino.Core().read_model(file), "CPU", options).create_infer_request()
    return lambda film: request.infer([film])
