"""The candidates of a comparison: networks as float LiteRT files, and their probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
from keras import ops
from scipy.special import expit

from cxr.inference.classifier import load_network
from training.calibration.tuning_set import Chests, logits
from training.config import CONFIG, Config
from training.data.arrays import Pixels
from training.data.labelled_film import Film
from training.data.lung_films import LungFinder, load_lung_films
from training.evaluation.latency import measure_latency
from training.networks.network import build
from training.networks.weights import WEIGHTS, load_weights
from training.quantization.tflite import to_float

Probabilities = dict[str, npt.NDArray[np.float64]]
"""Probabilities of pneumonia, (films,) for each part of the films."""

NORMALIZATION_BATCHES, BATCH = 16, 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network, or an ensemble of several, and its probabilities.

    ``pixels`` are the sizes of its input; ``milliseconds`` are for one film on one core.
    """

    name: str
    trained: str
    pixels: tuple[int, ...]
    parameters: int
    milliseconds: float
    probabilities: Probabilities


def open_run(folder: Path, finder: LungFinder, normalize_on: Sequence[Film] = ()) -> keras.Model:
    """Return the network of a finished run, or of a release's report.

    If there are films in ``normalize_on``, the statistics of batch normalization are computed on some of
    them. Raise TrainingError if the weights are missing.
    """
    config = Config.load(folder / CONFIG)
    model = build(config)
    load_weights(model, folder / WEIGHTS)
    if normalize_on:
        some = np.random.default_rng(config.seed).permutation(len(normalize_on))
        chosen = [normalize_on[i] for i in some[: NORMALIZATION_BATCHES * BATCH]]
        films, _ = load_lung_films(chosen, finder).chests(config.size)
        recompute_normalization(model.get_layer("backbone"), films)
    return model


def recompute_normalization(backbone: keras.Model, films: Pixels) -> None:
    """Set batch normalization to its plain mean over ``films`` (n, size, size, 1).

    After a few hundred steps, the moving averages still contain their initial values. They also belong to
    weights that were averaged since (Wu and Johnson 2021, "precise batch normalization").
    """
    layers = [layer for layer in backbone.layers if isinstance(layer, keras.layers.BatchNormalization)]
    usual = [layer.momentum for layer in layers]
    for done, start in enumerate(range(0, len(films), BATCH)):
        for layer in layers:
            layer.momentum = done / (done + 1)
        batch = films[start : start + BATCH].astype(np.float32)
        backbone(ops.repeat(batch, 3, axis=-1), training=True)
    for layer, momentum in zip(layers, usual, strict=True):
        layer.momentum = momentum


def evaluate_candidate(
    name: str, model: keras.Model, config: Config, parts: Mapping[str, Sequence[Film]], finder: LungFinder
) -> Candidate:
    """Run ``model`` on every film of ``parts``, as its run was trained."""
    size = config.size
    file = to_float(model, size)
    network = load_network(file, threads=1)
    probabilities = {
        part: expit(logits(network, Chests(*load_lung_films(films, finder).chests(size))))
        for part, films in parts.items()
    }
    milliseconds = measure_latency({name: file}, size)[name]
    return Candidate(name, config.schedule, (size,), model.count_params(), milliseconds, probabilities)


def ensemble(name: str, members: Sequence[Candidate], parameters: int) -> Candidate:
    """Return the mean of several candidates. Its time is the sum of their times."""
    return Candidate(
        name=name,
        trained="as above",
        pixels=tuple(sorted({side for member in members for side in member.pixels})),
        parameters=parameters,
        milliseconds=sum(member.milliseconds for member in members),
        probabilities={
            part: np.mean([member.probabilities[part] for member in members], axis=0)
            for part in members[0].probabilities
        },
    )
