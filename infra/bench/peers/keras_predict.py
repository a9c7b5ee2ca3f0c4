"""Keras' own `predict`, as a notebook would call it."""

from collections.abc import Callable
from pathlib import Path

import tensorflow as tf

from infra.bench.peers.film import Film
from infra.bench.peers.network import load_keras

PACKAGE = "keras"


def load(report: Path, _precision: str) -> Callable[[Film], object]:
    """The network of a report as a function of one film."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model = load_keras(report)
    return lambda film: model.predict(film, verbose=0)
