"""Candidates: networks in the files and runtimes that are timed beside each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from infra.bench.environments import PRODUCT, python_of
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.processes import run_isolated
from infra.bench.runtimes import loaders

RUNS_A_ROUND = 5


class Runtime(NamedTuple):
    """An environment, the package whose version counts, and the function that loads a file."""

    environment: str
    package: str
    loader: Callable[[Path, str], loaders.Run]


RUNTIMES = {
    "LiteRT": Runtime(PRODUCT, "ai-edge-litert", loaders.litert),
    "tflite-runtime": Runtime("tflite", "tflite-runtime", loaders.tflite_runtime),
    "ONNX Runtime": Runtime("runtimes", "onnxruntime", loaders.onnx_runtime),
    "OpenVINO": Runtime("runtimes", "openvino", loaders.openvino),
    "Keras predict": Runtime("runtimes", "keras", loaders.keras_predict),
    "TensorFlow graph": Runtime("runtimes", "tensorflow-cpu", loaders.tensorflow_graph),
    "NumPy": Runtime(PRODUCT, "numpy", loaders.numpy_product),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file in a runtime, a key of RUNTIMES; ``file`` is a report's folder for Keras and TensorFlow."""

    runtime: str
    precision: str
    file: Path = Path()


class Timing(NamedTuple):
    """The median milliseconds of one run, and the version of the runtime."""

    milliseconds: float
    version: str


def time_candidates(
    candidates: Sequence[Candidate], plan: Plan
) -> tuple[dict[Candidate, Timing], dict[Candidate, str]]:
    """Run each candidate in a new process in every round, so that a slow spell affects all of them.

    Return the timings, and the reasons of the candidates that cannot run.
    """
    times: dict[Candidate, list[float]] = {candidate: [] for candidate in candidates}
    versions: dict[Candidate, str] = {}
    absent: dict[Candidate, str] = {}
    for _ in range(plan.rounds):
        for candidate in [each for each in candidates if each not in absent]:
            try:
                printed = time_runs(candidate, RUNS_A_ROUND, plan.core)
            except NotMeasured as e:
                absent[candidate] = str(e)
            else:
                versions[candidate] = printed["version"]
                times[candidate] += printed["milliseconds"]
    timings = {each: Timing(median(times[each]), versions[each]) for each in candidates if each not in absent}
    return timings, absent


def time_runs(candidate: Candidate, runs: int, core: int) -> loaders.Timed:
    """Time runs in a new process. Raise NotMeasured if the runtime cannot be installed, or load the file."""
    runtime = RUNTIMES[candidate.runtime]
    return run_isolated(
        loaders.time_loader,
        *(runtime.loader.__name__, runtime.package, candidate.file, candidate.precision, runs),
        core=core,
        python=python_of(runtime.environment),
    )
