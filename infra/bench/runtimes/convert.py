"""`python -m infra.bench.runtimes.convert REPORT FOLDER` writes the network in the other runtimes' formats.

Beside it, it writes a network of matrix products alone. Both are written in float and in int8.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import keras
import onnx
import tensorflow as tf
import tf2onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from infra.bench.runtimes.loaders import film_shape, keras_network, noise

_PRODUCTS_SHAPE = (1, 64, 64, 512)


def main() -> None:
    """Write all files."""
    report, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    network = freeze(keras_network(report), film_shape())
    write_tflite(network, folder / "network.tflite")
    write_onnx(network, folder / "network.onnx")
    quantize_onnx(folder / "network.onnx", folder / "network-int8.onnx")
    products = freeze(matrix_products(), _PRODUCTS_SHAPE)
    write_tflite(products, folder / "products.tflite")
    write_tflite(products, folder / "products-int8.tflite", int8=True)


def matrix_products() -> keras.Model:
    """Build four 1x1 convolutions: products of 4,096 x 512 by 512 x 512 matrices, and nothing else."""
    convolutions = [keras.layers.Conv2D(512, 1, use_bias=False) for _ in range(4)]
    return keras.Sequential([keras.Input(_PRODUCTS_SHAPE[1:]), *convolutions])


def freeze(model: keras.Model, shape: tuple[int, ...]) -> Any:  # noqa: ANN401 (TensorFlow has no types)
    """Return the model as a graph of constants: the converters would keep variables and fold none of them."""
    film = tf.TensorSpec(shape, tf.float32, name="film")
    function = tf.function(lambda film: model(film, training=False), input_signature=[film])
    return convert_variables_to_constants_v2(function.get_concrete_function())


def write_onnx(frozen: Any, path: Path) -> None:  # noqa: ANN401
    """Write the graph as ONNX in float32."""
    tf2onnx.convert.from_graph_def(
        frozen.graph.as_graph_def(),
        input_names=[tensor.name for tensor in frozen.inputs],
        output_names=[tensor.name for tensor in frozen.outputs],
        opset=18,
        output_path=str(path),
    )


def write_tflite(frozen: Any, path: Path, *, int8: bool = False) -> None:  # noqa: ANN401
    """Write the graph as a LiteRT file in float32 or, with ranges taken from noise, in int8."""
    film = tf.TensorSpec(frozen.inputs[0].shape, tf.float32, name="film")
    served = tf.function(
        lambda film: {f"output_{i}": value for i, value in enumerate(frozen(film))}, input_signature=[film]
    )
    with tempfile.TemporaryDirectory() as folder:
        options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
        tf.saved_model.save(tf.Module(), folder, {"serving_default": served}, options)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if int8:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: iter([[noise(film.shape)]])
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.int8
        path.write_bytes(converter.convert())


def quantize_onnx(network: Path, quantized: Path) -> None:
    """Write the ONNX network with 8-bit activations and 8-bit weights, scaled for each channel.

    Its quantize/dequantize pairs are a format that OpenVINO reads as well.
    """
    prepared = quantized.with_suffix(".prepared")
    quant_pre_process(str(network), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared),
        str(quantized),
        _Noise(onnx.load(str(prepared), load_external_data=False).graph.input[0].name),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    prepared.unlink()


class _Noise(CalibrationDataReader):  # type: ignore[misc]  # ONNX Runtime has no types.
    """Gives one film of noise to choose ranges by: the speed does not depend on them."""

    def __init__(self, name: str) -> None:
        self._films = iter([{name: noise(film_shape())}])

    def get_next(self) -> Any:  # noqa: ANN401 (ONNX Runtime has no types)
        return next(self._films, None)


if __name__ == "__main__":
    main()
