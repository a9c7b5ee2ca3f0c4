"""Transfers the weights of EfficientNet-Lite2 to EfficientNetB3 (Net2Net, Chen et al. 2015).

B3 has every layer of Lite2, at least as wide, and more layers. Lite2's weights fit into B3's, and the
other weights are set so that they change nothing at first and can learn. The differences are reduced:
swish approximates ReLU6 by its scale, and squeeze-and-excitation is a constant. The normalization
statistics still belong to ReLU6, so the network must be trained further before it is exported.
"""

import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from training.config import CONFIG, Config
from training.errors import TrainingError
from training.networks.efficientnet_lite import BLOCKS
from training.networks.network import MAP, build
from training.networks.weights import WEIGHTS, load_weights, save_weights
from training.runs.new_run import new_run_from, require_absent
from training.runs.run_folder import require_finished

SHARPNESS = 2.0
"""Factor on the input of swish, divided out after it: nearer to ReLU, with gradients everywhere."""

OPEN = 2.0
"""Output of each squeeze-and-excitation gate before its sigmoid: open, and still easy to train."""

GATE = float(1 / (1 + np.exp(-OPEN)))

INPUT_MEAN, INPUT_SCALE = 127 / 255, 128 / 255
"""Lite2 scales films to (value - 127) / 128; B3 divides them by 255 first."""


def transfer_run(of: Path, run: Path) -> None:
    """Make ``run`` a run of EfficientNetB3, to be trained further, from the run ``of`` EfficientNet-Lite2.

    History and films are those of ``of``. The folder is complete, or not written at all. Raise
    TrainingError if ``of`` is unfinished or has another architecture, or ``run`` exists.
    """
    require_finished(of)
    require_absent(run)
    config = Config.load(of / CONFIG)
    if config.architecture != "efficientnetlite2":
        raise TrainingError(
            f"{of} contains {config.architecture}; only a run of efficientnetlite2 can be transferred"
        )
    small = build(config)
    load_weights(small, of / WEIGHTS)
    transferred = replace(config, architecture="efficientnetb3", weights=str(of / WEIGHTS))
    keras.utils.set_random_seed(config.seed)
    large = build(transferred)
    transfer_weights(large, small)
    with new_run_from(of, run) as partial:
        transferred.write(partial / CONFIG)
        save_weights(large, partial / WEIGHTS)


def transfer_weights(large: keras.Model, small: keras.Model) -> None:
    """Set ``large``, of EfficientNetB3, to start from the weights of ``small``, of EfficientNet-Lite2."""
    backbone = large.get_layer("backbone")
    _scale_input(backbone)
    filled = _fill_backbone(backbone, small.get_layer("backbone"))
    for layer in backbone.layers:
        if layer.name.endswith("se_expand"):
            layer.kernel.assign(np.zeros(layer.kernel.shape))
            layer.bias.assign(np.full(layer.bias.shape, OPEN))
        elif layer.name.endswith("project_bn") and layer.name not in filled:
            layer.gamma.assign(np.zeros(layer.gamma.shape))  # its block is then the identity
    _fill(large.get_layer(MAP), small.get_layer(MAP), 1 / SHARPNESS)
    large.get_layer(MAP).bias.assign(small.get_layer(MAP).bias)


def _fill_backbone(large: keras.Model, small: keras.Model) -> set[str]:
    """Copy all weights of ``small``. Return the names of the layers that received them."""
    filled: set[str] = set()
    own = (layer for layer in small.layers if layer.weights)
    for convolution, normalization, factor in _layers():
        _fill(large.get_layer(convolution), next(own), factor)
        activated = not convolution.endswith("project_conv")
        _fill_normalization(large.get_layer(normalization), next(own), SHARPNESS if activated else 1.0)
        filled |= {convolution, normalization}
    return filled


def _layers() -> Iterator[tuple[str, str, float]]:
    """Yield B3's names of Lite2's layers, in order: convolution, normalization, factor of the kernel."""
    yield "stem_conv", "stem_bn", 1.0
    for stage, (repeats, _, _, expansion, _) in enumerate(BLOCKS, 1):
        for letter in string.ascii_lowercase[:repeats]:
            block = f"block{stage}{letter}_"
            if expansion > 1:
                yield f"{block}expand_conv", f"{block}expand_bn", 1.0
            yield f"{block}dwconv", f"{block}bn", 1 / SHARPNESS
            yield f"{block}project_conv", f"{block}project_bn", 1 / (SHARPNESS * GATE)
    yield "block6a_expand_conv", "block6a_expand_bn", 1.0


def _fill(large: keras.Layer, small: keras.Layer, factor: float) -> None:
    """Copy the filters of ``small``, with 0 for inputs that it lacks. Leave new filters as they are."""
    kernel, own = np.asarray(large.kernel).copy(), np.asarray(small.kernel) * factor
    if isinstance(
        large, keras.layers.DepthwiseConv2D
    ):  # (rows, columns, filters, 1): each filter has one input
        kernel[..., : own.shape[-2], :] = own
    else:
        kernel[..., : own.shape[-1]] = 0
        kernel[..., : own.shape[-2], : own.shape[-1]] = own
    large.kernel.assign(kernel)


def _fill_normalization(large: keras.Layer, small: keras.Layer, factor: float) -> None:
    for name, scale in (("gamma", factor), ("beta", factor), ("moving_mean", 1.0), ("moving_variance", 1.0)):
        values, own = np.asarray(getattr(large, name)).copy(), np.asarray(getattr(small, name))
        values[: len(own)] = own * scale
        getattr(large, name).assign(values)


def _scale_input(backbone: keras.Model) -> None:
    scaling = next(layer for layer in backbone.layers if isinstance(layer, keras.layers.Normalization))
    scaling.adapt_mean.assign(np.full(scaling.adapt_mean.shape, INPUT_MEAN))
    scaling.adapt_variance.assign(np.full(scaling.adapt_variance.shape, INPUT_SCALE**2))
    scaling.finalize_state()
