"""What is compared: networks as float LiteRT files, and what they say of films."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
from keras import ops
from scipy.special import expit

from cxr.classifier import load_network
from training.calibration.tuning_set import logits
from training.config import CONFIG, Config
from training.data.catalog import Film, load_pixels
from training.evaluation.latency import measure_speed
from training.networks.network import build
from training.networks.weights import WEIGHTS, load_weights
from training.quantization.tflite import to_float

Probabilities = dict[str, npt.NDArray[np.float64]]
"""Of pneumonia, (films,) for each part of the films."""

SETTLING_BATCHES, SETTLING_BATCH = 16, 32


@dataclass(frozen=True, slots=True)
class Contender:
    """A network, or several that speak as one, and what it says.

    ``pixels`` are the sides it was given films at; ``milliseconds`` are of one film on one core.
    """

    name: str
    fitted: str
    pixels: tuple[int, ...]
    parameters: int
    milliseconds: float
    probabilities: Probabilities


def open_run(folder: Path, settle_on: Sequence[Film] = ()) -> keras.Model:
    """The network of a finished run, or of a release's report.

    Its normalization is measured anew on films of ``settle_on``, where there are some. Raises
    TrainingError where the weights are missing.
    """
    config = Config.load(folder / CONFIG)
    model = build(config)
    load_weights(model, folder / WEIGHTS)
    if settle_on:
        some = np.random.default_rng(config.seed).permutation(len(settle_on))
        chosen = [settle_on[i] for i in some[: SETTLING_BATCHES * SETTLING_BATCH]]
        settle(model.get_layer("backbone"), load_pixels(chosen, config.size))
    return model


def settle(backbone: keras.Model, films: npt.NDArray[np.uint8]) -> None:
    """Let batch normalization keep the plain mean of what it sees of ``films`` (n, size, size, 1).

    The moving averages of a run of a few hundred steps still remember where they began, and belong to
    weights that were averaged since (Wu and Johnson 2021, "precise batch normalization").
    """
    layers = [layer for layer in backbone.layers if isinstance(layer, keras.layers.BatchNormalization)]
    usual = [layer.momentum for layer in layers]
    for seen, start in enumerate(range(0, len(films), SETTLING_BATCH)):
        for layer in layers:
            layer.momentum = seen / (seen + 1)
        batch = films[start : start + SETTLING_BATCH].astype(np.float32)
        backbone(ops.repeat(batch, 3, axis=-1), training=True)
    for layer, momentum in zip(layers, usual, strict=True):
        layer.momentum = momentum


def enter(
    name: str, model: keras.Model, size: int, fitted: str, parts: Mapping[str, Sequence[Film]]
) -> Contender:
    """Ask ``model`` about every film of ``parts`` at ``size`` pixels a side."""
    file = to_float(model, size)
    network = load_network(file, threads=1)
    said = {part: expit(logits(network, load_pixels(list(films), size))) for part, films in parts.items()}
    milliseconds = measure_speed({name: file}, size)[name]
    return Contender(name, fitted, (size,), model.count_params(), milliseconds, said)


def together(name: str, members: Sequence[Contender], parameters: int) -> Contender:
    """The mean of what several say; it takes as long as all of them."""
    return Contender(
        name=name,
        fitted="as above",
        pixels=tuple(sorted({side for member in members for side in member.pixels})),
        parameters=parameters,
        milliseconds=sum(member.milliseconds for member in members),
        probabilities={
            part: np.mean([member.probabilities[part] for member in members], axis=0)
            for part in members[0].probabilities
        },
    )
