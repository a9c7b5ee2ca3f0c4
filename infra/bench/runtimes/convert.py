"""`python -m infra.bench.runtimes.convert REPORT FOLDER` writes the network in the other runtimes' formats.

Beside it, it writes a network of matrix products alone. Both are written in float and in int8.
"""

import sys
from pathlib import Path
from types import SimpleNamespace

import keras
import onnx
import tensorflow as tf
import tf2onnx
from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from infra.bench.runtimes.loaders import film_shape, keras_network, noise

_PRODUCTS_SHAPE = (1, 64, 64, 512)


def main() -> None:
    """Write all files."""
    report, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    network, onnx_file = folder / "network.tflite", folder / "network.onnx"
    write_tflite(keras_network(report), film_shape(), network)
    # From the LiteRT file, in which constants are folded and scales merged into the convolutions.
    tf2onnx.convert.from_tflite(str(network), opset=18, output_path=str(onnx_file))
    quantize_onnx(onnx_file, folder / "network-int8.onnx")
    # Four 1x1 convolutions are products of 4,096 x 512 by 512 x 512 matrices, and nothing else.
    convolutions = [keras.layers.Conv2D(512, 1, use_bias=False) for _ in range(4)]
    products = keras.Sequential([keras.Input(_PRODUCTS_SHAPE[1:]), *convolutions])
    write_tflite(products, _PRODUCTS_SHAPE, folder / "products.tflite")
    write_tflite(
        products,
        _PRODUCTS_SHAPE,
        folder / "products-int8.tflite",
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=lambda: iter([[noise(_PRODUCTS_SHAPE)]]),
        target_spec={"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]},
        inference_input_type=tf.int8,
        inference_output_type=tf.int8,
    )


def write_tflite(model: keras.Model, shape: tuple[int, ...], path: Path, **options: object) -> None:
    """Write a LiteRT file for inputs of this shape; ``options`` are those of TensorFlow's converter."""
    signature = [tf.TensorSpec(shape, tf.float32, name="film")]
    model.export(path, format="litert", input_signature=signature, verbose=False, **options)


def quantize_onnx(network: Path, quantized: Path) -> None:
    """Write the ONNX network with 8-bit activations and 8-bit weights, scaled for each channel.

    Its quantize/dequantize pairs are a format that OpenVINO reads as well.
    """
    prepared = quantized.with_suffix(".prepared")
    quant_pre_process(str(network), str(prepared), skip_symbolic_shape=True)
    # One film of noise to choose ranges by: the speed does not depend on them.
    films = iter([{onnx.load(str(prepared)).graph.input[0].name: noise(film_shape())}])
    quantize_static(
        str(prepared),
        str(quantized),
        SimpleNamespace(get_next=lambda: next(films, None)),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    prepared.unlink()


if __name__ == "__main__":
    main()
