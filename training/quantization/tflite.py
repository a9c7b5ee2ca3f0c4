"""The trained network as a LiteRT file: in float, and in int8 throughout or in part."""

import tempfile

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from litert_quantizer import quantizer, recipe
from litert_quantizer.algorithm_manager import AlgorithmName
from litert_quantizer.qtyping import TFLOperationName as Operation
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from cxr.classifier import SIGNATURE
from training.networks.network import EMBEDDING, HEAD_MEAN_LAYER, SCREENING
from training.quantization.activation_ranges import Ranges, choose_ranges

FLOAT_SCOPE = "|".join(("PartitionedCall", HEAD_MEAN_LAYER, EMBEDDING, *SCREENING))
"""Operations that stay float32, by the tensors they give: the outputs and the means before them.
The heads are a thousandth of the work, and their sums are the result."""


def to_float(model: keras.Model, size: int, half: bool = False) -> bytes:
    """A float32 file: film (1, size, size, 1) uint8 -> what ``training.networks.network.build`` names, by name.

    With ``half``, weights are stored as float16, and computed with as float32 all the same.
    """

    @tf.function(input_signature=[tf.TensorSpec((1, size, size, 1), tf.uint8, name="film")])
    def judge(film: tf.Tensor) -> dict[str, tf.Tensor]:
        return dict(model(tf.cast(film, tf.float32), training=False))

    # Frozen first: the converter would keep Keras 3 variables as variables and fold none of them.
    frozen = convert_variables_to_constants_v2(judge.get_concrete_function())
    names = sorted(model.output)

    @tf.function(input_signature=judge.input_signature)
    def judge_frozen(film: tf.Tensor) -> dict[str, tf.Tensor]:
        return dict(zip(names, frozen(film), strict=True))

    with tempfile.TemporaryDirectory() as folder:
        options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
        tf.saved_model.save(tf.Module(), folder, {SIGNATURE: judge_frozen}, options)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if half:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.float16]
        converted: bytes = converter.convert()
    return converted


def find_ranges(float_file: bytes, films: npt.NDArray[np.uint8]) -> Ranges:
    """The ranges of all activations, from ``films`` (n, size, size, 1) uint8."""
    worker = quantizer.Quantizer(float_file, recipe.static_wi8_ai8())
    # One film tells which tensors want a range; the ranges themselves are chosen with more care.
    known = worker.calibrate({SIGNATURE: [{"film": films[:1]}]})
    return dict(known) | choose_ranges(float_file, films, known)


def to_int8_weights(float_file: bytes) -> bytes:
    """Int8 weights, float32 arithmetic: a quarter of the size, at float's speed and almost its outputs."""
    worker = quantizer.Quantizer(float_file, recipe.weight_only_wi8_afp32())
    return bytes(worker.quantize(enable_progress_report=False).quantized_model)


def to_int8(float_file: bytes, ranges: Ranges, static: str, kept: str = "") -> bytes:
    """Int8 weights, int8 arithmetic in convolutions, float heads.

    Where ``static`` (a pattern of layer names) matches, activations are int8 between layers too,
    within ``ranges``; elsewhere each convolution takes its own range from the film at hand and gives
    float32: much nearer to the float network, but at 224 pixels no faster than it. Layers that
    ``kept`` matches stay float32 altogether.
    """
    worker = quantizer.Quantizer(float_file)
    worker.add_dynamic_config(".*", Operation.ALL_SUPPORTED, num_bits=8)
    worker.add_static_config(static, Operation.ALL_SUPPORTED, activation_num_bits=8, weight_num_bits=8)
    unchanged = f"{FLOAT_SCOPE}|{kept}" if kept else FLOAT_SCOPE
    for scope, operation in ((unchanged, Operation.ALL_SUPPORTED), (".*", Operation.OUTPUT)):
        worker.update_quantization_recipe(scope, operation, algorithm_key=AlgorithmName.NO_QUANTIZE)
    return bytes(worker.quantize(ranges, enable_progress_report=False).quantized_model)
