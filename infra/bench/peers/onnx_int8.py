"""An ONNX network -> the same with 8-bit weights, each channel at its scale, and 8-bit activations."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from infra.bench.peers.film import Film

_CALIBRATING = 4
"""Films of noise that ranges are chosen by: speed does not hang on them, and accuracy is not asked for."""


def quantize(network: Path, quantized: Path, size: int) -> None:
    """Write ``quantized``. The format is that of quantize/dequantize pairs, which OpenVINO reads as well."""
    prepared = quantized.with_suffix(".prepared")
    quant_pre_process(str(network), str(prepared), skip_symbolic_shape=True)
    name = onnx.load(str(prepared), load_external_data=False).graph.input[0].name
    quantize_static(
        str(prepared),
        str(quantized),
        _Films(name, size),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    prepared.unlink()


class _Films(CalibrationDataReader):  # type: ignore[misc]  # ONNX Runtime has no types.
    def __init__(self, name: str, size: int) -> None:
        self._films = _draw(name, size)

    def get_next(self) -> dict[str, Film] | None:
        return next(self._films, None)


def _draw(name: str, size: int) -> Iterator[dict[str, Film]]:
    random = np.random.default_rng(0)
    for _ in range(_CALIBRATING):
        yield {name: random.integers(0, 256, (1, size, size, 1)).astype(np.float32)}
