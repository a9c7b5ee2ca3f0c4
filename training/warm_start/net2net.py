"""EfficientNetB3 that begins with what EfficientNet-Lite2 learned, where it has no weights of its own.

B3 has every layer of Lite2, at least as wide, and more of them; so Lite2's weights fit into its own, and
the rest is set so that it changes nothing at first and can learn (Net2Net, Chen et al. 2015). What B3
computes otherwise is brought near: swish to ReLU6 by its scale, squeeze-and-excitation to a constant.
Normalization belongs to ReLU6 still: trained further, it soon fits.
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
from training.networks.network import LOGIT, MAP, SCREENING, build
from training.networks.weights import WEIGHTS, load_weights, save_weights
from training.runs.new_run import derived, require_new
from training.runs.run_folder import require_run

SHARPNESS = 2.0
"""Swish of so many times a value, divided by as much, is nearer to its ReLU; gradients stay everywhere."""

OPEN = 2.0
"""What each gate of squeeze-and-excitation gives before its sigmoid: open, and not too far to move."""

GATE = float(1 / (1 + np.exp(-OPEN)))

INPUT_MEAN, INPUT_SCALE = 127 / 255, 128 / 255
"""Lite2 takes films as (value - 127) / 128; B3 divides them by 255 first."""


def grow(of: Path, run: Path) -> None:
    """Make ``run`` a run of EfficientNetB3, to be trained further, from ``of``, one of EfficientNet-Lite2.

    Its course and films are those of ``of``. Whole or not at all. Raises TrainingError where that is
    unfinished or of another architecture, or ``run`` exists.
    """
    require_run(of)
    require_new(run)
    config = Config.load(of / CONFIG)
    if config.architecture != "efficientnetlite2":
        raise TrainingError(f"{of} holds {config.architecture}; only efficientnetlite2 can be grown")
    small = build(config)
    load_weights(small, of / WEIGHTS)
    grown = replace(config, architecture="efficientnetb3", weights=str(of / WEIGHTS))
    keras.utils.set_random_seed(config.seed)
    large = build(grown)
    fill_from(large, small)
    with derived(run, like=of) as made:
        grown.write(made / CONFIG)
        save_weights(large, made / WEIGHTS)


def fill_from(large: keras.Model, small: keras.Model) -> None:
    """Let ``large``, of EfficientNetB3, begin with the weights of ``small``, of EfficientNet-Lite2."""
    backbone = large.get_layer("backbone")
    _scale_input(backbone)
    filled = _fill_backbone(backbone, small.get_layer("backbone"))
    for layer in backbone.layers:
        if layer.name.endswith("se_expand"):
            layer.kernel.assign(np.zeros(layer.kernel.shape))
            layer.bias.assign(np.full(layer.bias.shape, OPEN))
        elif layer.name.endswith("project_bn") and layer.name not in filled:
            layer.gamma.assign(np.zeros(layer.gamma.shape))  # its block passes on what it was given
    for name in (MAP, *SCREENING):
        _fill(large.get_layer(name), small.get_layer(name), 1 / SHARPNESS)
    for name in (LOGIT, *SCREENING):
        large.get_layer(name).bias.assign(small.get_layer(name).bias)


def _fill_backbone(large: keras.Model, small: keras.Model) -> set[str]:
    """Take over all that ``small`` has. The names of the layers that it went to."""
    filled: set[str] = set()
    own = (layer for layer in small.layers if layer.weights)
    for convolution, normalization, factor in _layers():
        _fill(large.get_layer(convolution), next(own), factor)
        activated = not convolution.endswith("project_conv")
        _fill_normalization(large.get_layer(normalization), next(own), SHARPNESS if activated else 1.0)
        filled |= {convolution, normalization}
    return filled


def _layers() -> Iterator[tuple[str, str, float]]:
    """B3's names of what Lite2 has, in its order: convolution, normalization, factor of the kernel."""
    yield "stem_conv", "stem_bn", 1.0
    for stage, (repeats, _, _, expansion, _) in enumerate(BLOCKS, 1):
        for letter in string.ascii_lowercase[:repeats]:
            block = f"block{stage}{letter}_"
            if expansion > 1:
                yield f"{block}expand_conv", f"{block}expand_bn", 1.0
            yield f"{block}dwconv", f"{block}bn", 1 / SHARPNESS
            yield f"{block}project_conv", f"{block}project_bn", 1 / (SHARPNESS * GATE)
    yield "top_conv", "top_bn", 1.0


def _fill(large: keras.Layer, small: keras.Layer, factor: float) -> None:
    """Let what ``small`` has take in the same and nothing else; leave filters that are new."""
    kernel, own = np.asarray(large.kernel).copy(), np.asarray(small.kernel) * factor
    if isinstance(large, keras.layers.DepthwiseConv2D):  # (rows, columns, filters, 1): each takes in its own
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
