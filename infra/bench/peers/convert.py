"""`python -m infra.bench.peers.convert REPORT SIZE FOLDER` writes the network in other runtimes' formats."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
import tf2onnx
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from infra.bench.peers.network import load_keras
from infra.bench.peers.onnx_int8 import quantize


def main() -> None:
    """Write the network in float, as ONNX in int8 too, and two files that do nothing but multiply."""
    report, size, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    network = freeze(load_keras(report), (1, size, size, 1))
    write_tflite(network, folder / "network.tflite")
    write_onnx(network, folder / "network.onnx")
    quantize(folder / "network.onnx", folder / "network-int8.onnx", size)
    multiplying = freeze(multiplications(), (1, 64, 64, 512))
    write_tflite(multiplying, folder / "multiplications.tflite")
    write_tflite(multiplying, folder / "multiplications-int8.tflite", int8=True)


def freeze(model: keras.Model, shape: tuple[int, ...]) -> Any:  # noqa: ANN401 (TensorFlow has no types)
    """The model as a graph of constants: the converters fold none of what is still a variable."""
    film = tf.TensorSpec(shape, tf.float32, name="film")
    called = tf.function(lambda film: model(film, training=False), input_signature=[film])
    return convert_variables_to_constants_v2(called.get_concrete_function())


def write_onnx(frozen: Any, path: Path) -> None:  # noqa: ANN401
    """The graph as ONNX."""
    names = [tensor.name for tensor in frozen.inputs]
    tf2onnx.convert.from_graph_def(
        frozen.graph.as_graph_def(),
        input_names=names,
        output_names=[tensor.name for tensor in frozen.outputs],
        opset=18,
        output_path=str(path),
    )


def write_tflite(frozen: Any, path: Path, *, int8: bool = False) -> None:  # noqa: ANN401
    """The graph as a LiteRT file; with ``int8``, by ranges of noise."""
    shape = frozen.inputs[0].shape
    served = tf.function(
        lambda film: {f"output_{i}": value for i, value in enumerate(frozen(film))},
        input_signature=[tf.TensorSpec(shape, tf.float32, name="film")],
    )
    with tempfile.TemporaryDirectory() as folder:
        options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
        tf.saved_model.save(tf.Module(), folder, {"serving_default": served}, options)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if int8:
            noise = np.random.default_rng(0).random(shape, np.float32)
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: iter([[noise]])
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.int8
        path.write_bytes(converter.convert())


def multiplications() -> keras.Model:
    """1x1 convolutions: matrices of 4,096 x 512 by 512 x 512, and nothing beside."""
    places = keras.Input((64, 64, 512), batch_size=1)
    products = places
    for _ in range(4):
        products = keras.layers.Conv2D(512, 1, use_bias=False)(products)
    return keras.Model(places, products)


if __name__ == "__main__":
    main()
