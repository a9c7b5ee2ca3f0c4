"""The trained network as a LiteRT file: in float, with int8 weights, and in int8 throughout."""

import tempfile

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import ops
from litert_quantizer import quantizer, recipe
from litert_quantizer.algorithm_manager import AlgorithmName
from litert_quantizer.qtyping import TFLOperationName as Operation
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from cxr.classifier import SIGNATURE
from training.model import FEATURES_LAYER, HEAD_MEAN_LAYER, MAP_LAYER
from training.screening import Reading

FLOAT_SCOPE = f"PartitionedCall|{HEAD_MEAN_LAYER}"
"""Operations that stay float32, by the tensors they give: the outputs and the mean between them.
The head is a thousandth of the work, and its sum is the result."""


def to_float(model: keras.Model, size: int, readings: dict[str, Reading] | None = None) -> bytes:
    """A float32 file: film (1, size, size, 1) uint8 -> logit, activation_map and embedding.

    ``embedding`` is the average of the last features, (1, 1536) for EfficientNetB3. Each of
    ``readings`` becomes one more output, (1, 1).
    """
    features = model.get_layer(FEATURES_LAYER).output
    outputs = {
        "logit": model.output,
        "activation_map": model.get_layer(MAP_LAYER).output,
        "embedding": ops.mean(features, axis=(1, 2)),
    }
    for name, reading in (readings or {}).items():
        outputs[name] = ops.matmul(outputs["embedding"], reading.weights[:, None]) + reading.bias
    serving = keras.Model(model.input, outputs)

    @tf.function(input_signature=[tf.TensorSpec((1, size, size, 1), tf.uint8, name="film")])
    def judge(film: tf.Tensor) -> dict[str, tf.Tensor]:
        return dict(serving(tf.cast(film, tf.float32), training=False))

    # Frozen first: the converter would keep Keras 3 variables as variables and fold none of them.
    frozen = convert_variables_to_constants_v2(judge.get_concrete_function())
    names = sorted(outputs)

    @tf.function(input_signature=judge.input_signature)
    def judge_frozen(film: tf.Tensor) -> dict[str, tf.Tensor]:
        return dict(zip(names, frozen(film), strict=True))

    with tempfile.TemporaryDirectory() as folder:
        options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
        tf.saved_model.save(tf.Module(), folder, {SIGNATURE: judge_frozen}, options)
        converted: bytes = tf.lite.TFLiteConverter.from_saved_model(folder).convert()
    return converted


def to_int8(float_file: bytes, films: npt.NDArray[np.uint8]) -> bytes:
    """Static int8 weights and activations, but for the head.

    ``films`` (n, size, size, 1) uint8 give the ranges of the activations.
    """
    worker = quantizer.Quantizer(float_file, recipe.static_wi8_ai8())
    for scope, operation in ((FLOAT_SCOPE, Operation.ALL_SUPPORTED), (".*", Operation.OUTPUT)):
        worker.update_quantization_recipe(scope, operation, algorithm_key=AlgorithmName.NO_QUANTIZE)
    samples = [{"film": film[None]} for film in films]  # a list: it is gone through twice
    ranges = worker.calibrate({SIGNATURE: samples}, num_threads=2)
    return bytes(worker.quantize(ranges, enable_progress_report=False).quantized_model)


def to_int8_weights(float_file: bytes) -> bytes:
    """Int8 weights, float32 arithmetic: a quarter of the size, at float's speed and almost its outputs."""
    worker = quantizer.Quantizer(float_file, recipe.weight_only_wi8_afp32())
    return bytes(worker.quantize(enable_progress_report=False).quantized_model)
