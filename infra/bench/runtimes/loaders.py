"""Loads a file into each runtime, on one thread, as a function that runs it once on a film of noise.

Each function imports its runtime itself: an environment has only some of the runtimes.
"""

from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from infra.bench.environments import PRODUCT
from infra.bench.measurement import milliseconds

Run = Callable[[], object]

_WARM_UP_RUNS = 3
PRODUCT_SIDE = 1024
"""Rows and columns of the matrices that NumPy multiplies."""


def noise(shape: Iterable[int], dtype: npt.DTypeLike = np.float32) -> npt.NDArray[np.generic]:
    """Return noise, 0-255, the same for all: the time of a network does not depend on what it sees."""
    return np.random.default_rng(0).integers(0, 256, tuple(shape), np.uint8).astype(dtype)


def film_shape() -> tuple[int, int, int, int]:
    """Return the shape of one film as the shipped model takes it."""
    from cxr.inference.model_card import load_model_card

    size = load_model_card().input.size
    return 1, size, size, 1


def litert(file: Path, _precision: str) -> Run:
    """Load a .tflite file into LiteRT, as the product does."""
    from ai_edge_litert.interpreter import Interpreter

    return _signature(Interpreter, file)


def tflite_runtime(file: Path, _precision: str) -> Run:
    """Load a .tflite file into tflite-runtime, LiteRT's predecessor."""
    from tflite_runtime.interpreter import Interpreter

    return _signature(Interpreter, file)


def onnx_runtime(file: Path, _precision: str) -> Run:
    """Load an .onnx file into ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    (argument,) = session.get_inputs()
    film = noise(argument.shape)
    return lambda: session.run(None, {argument.name: film})


def openvino(file: Path, precision: str) -> Run:
    """Load an .onnx file into OpenVINO, tuned for latency; float layers are computed in ``precision``."""
    from openvino import Core

    options = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": "1",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bfloat16" else "f32",
    }
    core = Core()
    network = core.read_model(file)
    film = noise(network.input().shape)
    request = core.compile_model(network, "CPU", options).create_infer_request()
    return lambda: request.infer([film])


def keras_predict(report: Path, _precision: str) -> Run:
    """Load the weights of a report for Keras' own ``predict``, as a notebook would call it."""
    network, film = keras_network(report), noise(film_shape())
    return lambda: network.predict(film, verbose=0)


def tensorflow_graph(report: Path, precision: str) -> Run:
    """Load the weights of a report as a compiled graph, without what ``predict`` adds."""
    import tensorflow as tf

    if precision == "bfloat16":
        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    network, film = keras_network(report), noise(film_shape())
    graph = tf.function(lambda film: network(film, training=False))
    return lambda: graph(tf.constant(film)).numpy()


def keras_network(report: Path) -> Any:  # noqa: ANN401 (Keras has no types)
    """Load the float finding network of a report: films (batch, size, size, 1), 0-255 -> its map."""
    import tensorflow as tf

    from training.config import Config
    from training.networks.network import build
    from training.networks.weights import load_weights

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    network = build(Config.load(report / "config.json"))
    load_weights(network, report / "weights.npz")
    return network


def numpy_product(_file: Path, _precision: str) -> Run:
    """Multiply two square float32 matrices."""
    one, other = np.random.default_rng(0).random((2, PRODUCT_SIDE, PRODUCT_SIDE), np.float32)
    return lambda: one @ other


def _signature(interpreter: Any, file: Path) -> Run:  # noqa: ANN401 (the class of either package)
    run = interpreter(str(file), num_threads=1).get_signature_runner("serving_default")
    ((name, details),) = run.get_input_details().items()
    film = noise(details["shape"], details["dtype"])
    return lambda: run(**{name: film})


class Runtime(NamedTuple):
    """An environment, the package whose version counts, and the function that loads a file."""

    environment: str
    package: str
    load: Callable[[Path, str], Run]


RUNTIMES = {
    "LiteRT": Runtime(PRODUCT, "ai-edge-litert", litert),
    "tflite-runtime": Runtime("tflite", "tflite-runtime", tflite_runtime),
    "ONNX Runtime": Runtime("runtimes", "onnxruntime", onnx_runtime),
    "OpenVINO": Runtime("runtimes", "openvino", openvino),
    "Keras predict": Runtime("runtimes", "keras", keras_predict),
    "TensorFlow graph": Runtime("runtimes", "tensorflow-cpu", tensorflow_graph),
    "NumPy": Runtime(PRODUCT, "numpy", numpy_product),
}


def time_runs(runtime: str, file: str, precision: str, runs: int) -> tuple[str, list[float]]:
    """Load a file, warm up and time. Return the runtime's version, and the milliseconds of each run."""
    _, package, load = RUNTIMES[runtime]
    installed, run = version(package), load(Path(file), precision)
    times = [milliseconds(run) for _ in range(_WARM_UP_RUNS + runs)]
    return installed, times[_WARM_UP_RUNS:]
