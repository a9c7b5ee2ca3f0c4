"""TensorFlow running the network as a compiled graph, without what `predict` adds."""

from collections.abc import Callable
from pathlib import Path

import tensorflow as tf

from infra.bench.peers.film import Film
from infra.bench.peers.network import load_keras

PACKAGE = "tensorflow-cpu"


def load(report: Path, precision: str) -> Callable[[Film], object]:
    """The network of a report as a function of one film."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    if precision == "bfloat16":
        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    model = load_keras(report)
    graph = tf.function(lambda film: model(film, training=False))
    return lambda film: {name: value.numpy() for name, value in graph(tf.constant(film)).items()}
