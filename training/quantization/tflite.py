"""Converts the trained network to a LiteRT file: in float, or in int8 throughout or in part."""

import tempfile

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from litert_quantizer import quantizer, recipe
from litert_quantizer.algorithm_manager import AlgorithmName
from litert_quantizer.qtyping import TFLOperationName as Operation
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from cxr.inference.classifier import SIGNATURE
from training.networks.network import MAP
from training.quantization.activation_ranges import Ranges, choose_ranges

FLOAT_SCOPE = f"PartitionedCall|{MAP}"
"""Operations that stay float32, by the names of their outputs: the map. It is a thousandth of the work, and
the result."""


def to_float(model: keras.Model, size: int, *, float16: bool = False) -> bytes:
    """Return a float file: film (1, size, size, 1) uint8 -> the model's outputs, by name.

    A model with a single output, as of ``networks.network.build``, gives it the name of the map.

    With ``float16``, the weights are stored as float16. The arithmetic is float32 in both files.
    """

    @tf.function(input_signature=[tf.TensorSpec((1, size, size, 1), tf.uint8, name="film")])
    def predict(film: tf.Tensor) -> dict[str, tf.Tensor]:
        outputs = model(tf.cast(film, tf.float32), training=False)
        return dict(outputs) if isinstance(outputs, dict) else {MAP: outputs}

    # Freeze first: the converter would keep Keras 3 variables as variables and fold none of them.
    frozen = convert_variables_to_constants_v2(predict.get_concrete_function())
    names = sorted(model.output) if isinstance(model.output, dict) else [MAP]

    @tf.function(input_signature=predict.input_signature)
    def predict_frozen(film: tf.Tensor) -> dict[str, tf.Tensor]:
        return dict(zip(names, frozen(film), strict=True))

    with tempfile.TemporaryDirectory() as folder:
        options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
        tf.saved_model.save(tf.Module(), folder, {SIGNATURE: predict_frozen}, options)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if float16:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.float16]
        converted: bytes = converter.convert()
    return converted


def find_ranges(float_file: bytes, films: npt.NDArray[np.uint8]) -> Ranges:
    """Return the ranges of all activations on ``films`` (n, size, size, 1) uint8."""
    worker = quantizer.Quantizer(float_file, recipe.static_wi8_ai8())
    # One film is enough to list the tensors with a range; choose_ranges computes the ranges.
    known = worker.calibrate({SIGNATURE: [{"film": films[:1]}]})
    return dict(known) | choose_ranges(float_file, films, known)


def to_int8_weights(float_file: bytes) -> bytes:
    """Return a file with int8 weights and float32 arithmetic: a quarter of the size, nearly equal outputs."""
    worker = quantizer.Quantizer(float_file, recipe.weight_only_wi8_afp32())
    return bytes(worker.quantize(enable_progress_report=False).quantized_model)


def to_dynamic_int8(float_file: bytes) -> bytes:
    """Return a file with int8 weights, and int8 arithmetic in ranges that each film determines."""
    worker = quantizer.Quantizer(float_file, recipe.dynamic_wi8_afp32())
    return bytes(worker.quantize(enable_progress_report=False).quantized_model)


def to_int8(float_file: bytes, ranges: Ranges, kept: str = "") -> bytes:
    """Return a file with int8 weights and activations within ``ranges``, and a float map.

    Layers that match the pattern ``kept`` stay float32.
    """
    worker = quantizer.Quantizer(float_file)
    worker.add_static_config(".*", Operation.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
    unchanged = f"{FLOAT_SCOPE}|{kept}" if kept else FLOAT_SCOPE
    for scope, operation in ((unchanged, Operation.ALL_SUPPORTED), (".*", Operation.OUTPUT)):
        worker.update_quantization_recipe(scope, operation, algorithm_key=AlgorithmName.NO_QUANTIZE)
    return bytes(worker.quantize(ranges, enable_progress_report=False).quantized_model)
